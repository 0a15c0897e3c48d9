/* The FAQ works without this file; with it, a refused vote says why in its place. */
"use strict";

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if ([400, 429].includes(detail.xhr.status)) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
