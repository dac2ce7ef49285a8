// What every page of a branch does: it shows who else is here, renews itself, and has its tools.

import * as fresh from "./fresh.js";
import * as people from "./people.js";
import * as tools from "./start.js";

people.start();
fresh.start();
await tools.start();
