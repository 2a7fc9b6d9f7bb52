"use strict";

// A long form whose changes are not saved yet is not left unasked: by a link, by another form, by closing the window.
(() => {
  const form = document.querySelector("form[data-guard]");
  if (!form) return;
  const WORDS = "Nội dung vừa gõ chưa lưu; rời trang này thì mất. Rời trang?";
  const content = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string")).toString();
  // What comes back with an error has not been saved either.
  const standing = form.dataset.guard === "unsaved" ? null : content();
  let leaving = false;
  const stays = () => {
    if (leaving || content() === standing) return false;
    leaving = window.confirm(WORDS);
    return !leaving;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || link.getAttribute("href").startsWith("#")) return;
    if (stays()) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (event.target === form) leaving = true;
    else if (stays()) event.preventDefault();
  }, true);
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && content() !== standing) event.preventDefault();
  });
})();
