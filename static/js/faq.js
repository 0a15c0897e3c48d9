/* The FAQ works without this file; with it, a refused vote says why in its place. */
"use strict";

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status === 429) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
