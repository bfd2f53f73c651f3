"use strict";
// Django's two boxes explain their search fields by a picture with a label: screen readers only read that of a picture.
// They are built when the page has loaded, so this comes after.
addEventListener("load", () => setTimeout(() => {
  for (const icon of document.querySelectorAll(".search-label-icon[aria-label]")) icon.setAttribute("role", "img");
}));
