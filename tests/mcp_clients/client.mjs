// The official JavaScript client on a desk: looks, makes a card, reads it, and prints what it saw as JSON.
// The address is the first argument, the token is in STACKHOUSE_TOKEN.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const url = new URL(process.argv[2]);

async function use(token) {
  const headers = { Authorization: `Bearer ${token}` };
  const transport = new StreamableHTTPClientTransport(url, { requestInit: { headers } });
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(transport);
  const call = (name, args) => client.callTool({ name, arguments: args });
  const { tools } = await client.listTools();
  const blocks = [{ type: "text", content: "put here by **JavaScript**" }];
  const made = await call("create_card", { title: "From JavaScript", blocks });
  const refused = await call("create_card", { titel: "misspelt" });
  const found = await call("find", { text: "javascript" });
  const { resources } = await client.listResources();
  const { resourceTemplates } = await client.listResourceTemplates();
  const uri = `stackhouse://cards/${made.structuredContent.card_id}`;
  const [read] = (await client.readResource({ uri })).contents;
  const seen = {
    server: client.getServerVersion().name,
    version: transport.protocolVersion,
    tools: tools.map((tool) => tool.name),
    made: made.structuredContent,
    refused: refused.isError && refused.content[0].text,
    found: found.structuredContent.cards,
    resources: resources.map((resource) => resource.uri),
    templates: resourceTemplates.map((template) => template.uriTemplate),
    read: { type: read.mimeType, text: read.text },
  };
  await client.close();
  return seen;
}

const seen = await use(process.env.STACKHOUSE_TOKEN);
seen.stranger = await use(`stackhouse_${"0".repeat(64)}`).then(() => "was let in", () => "was kept out");
console.log(JSON.stringify(seen));
