"""The official Python client on a desk: looks, makes a card, reads it, and prints what it saw as JSON.

The address is the first argument, the token is in STACKHOUSE_TOKEN.
"""

import asyncio
import json
import os
import sys

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client


async def use(url: str, token: str) -> dict:
    http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"})
    async with http, Client(streamable_http_client(url, http_client=http)) as client:
        tools = (await client.list_tools()).tools
        blocks = [{"type": "text", "content": "put here by **Python**"}]
        made = await client.call_tool("create_card", {"title": "From Python", "blocks": blocks})
        refused = await client.call_tool("create_card", {"titel": "misspelt"})
        found = await client.call_tool("find", {"text": "python"})
        resources = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        uri = f"stackhouse://cards/{made.structured_content['card_id']}"
        read = (await client.read_resource(uri)).contents[0]
        return {
            "server": client.server_info.name,
            "version": client.protocol_version,
            "tools": [tool.name for tool in tools],
            "made": made.structured_content,
            "refused": refused.is_error and refused.content[0].text,
            "found": found.structured_content["cards"],
            "resources": [str(resource.uri) for resource in resources],
            "templates": [template.uri_template for template in templates],
            "read": {"type": read.mime_type, "text": read.text},
        }


async def main() -> None:
    url = sys.argv[1]
    seen = await use(url, os.environ["STACKHOUSE_TOKEN"])
    try:
        await use(url, "stackhouse_" + "0" * 64)
        seen["stranger"] = "was let in"
    except Exception:
        seen["stranger"] = "was kept out"
    print(json.dumps(seen))


asyncio.run(main())
