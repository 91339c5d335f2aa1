// The words that are selected in the article go into the link that marks what was missed.
"use strict";
(() => {
  const link = document.getElementById("mark-selection");
  const text = document.querySelector("article.text");
  if (!link || !text) return;
  const plain = link.getAttribute("href");
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    const inside = chosen && !chosen.isCollapsed && text.contains(chosen.anchorNode) && text.contains(chosen.focusNode);
    const words = inside ? chosen.toString().replace(/^\s+|\s+$/g, "") : "";
    link.setAttribute("href", words && words.length <= 500 ? plain + "?new=" + encodeURIComponent(words) : plain);
  });
})();
