// What every page of a branch does: it shows who else is here, and renews itself.

import * as fresh from "./fresh.js";
import * as people from "./people.js";

people.start();
fresh.start();
