// What scrolls sideways can be reached, and scrolled, without a mouse.
const reach = () => {
  for (const box of document.querySelectorAll("pre, .table-wrapper, .listing")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
addEventListener("load", reach);
addEventListener("resize", reach);
