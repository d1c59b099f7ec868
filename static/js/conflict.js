// form[data-conflict]: what was typed is not saved until one of both is chosen here.

import { mark } from "./unsent.js";

mark(false);
document.querySelector("form[data-conflict]").addEventListener("submit", () => mark(true));
