"use strict";

// Enter in an input of a row leaves it for the next row, and leaving saves it (sheet.js). Without this file Enter
// presses the first button of the form, which saves the whole sheet.
(() => {
  const form = document.querySelector("form[data-save-url]");
  if (!form || !window.fetch) return;
  const STOPS = "input[type=text][name^='v-'], input[type=text][name^='p-'], input[name^='lt-'][name$='-0'], input[type=radio]";
  const keyOf = (input) => (/-(\d+)/.exec(input.name) || [])[1] || input.value;
  // Of levels to choose from one takes the focus: the chosen one, otherwise the first.
  const isStop = (input) => {
    if (input.type !== "radio") return true;
    const levels = [...form.querySelectorAll(`[name="${input.name}"]`)];
    return input === (levels.find((level) => level.checked) || levels[0]);
  };
  const next = (input) =>
    [...form.querySelectorAll(STOPS)].find(
      (stop) =>
        input.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING &&
        // A plan and what came of it are one row: half of it is no mark.
        (keyOf(stop) !== keyOf(input) || (stop.type === "text" && stop.name !== input.name)) &&
        isStop(stop) &&
        stop.getClientRects().length,
    );

  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.key !== "Enter" || event.isComposing || input.tagName !== "INPUT") return;
    event.preventDefault();
    const stop = next(input);
    // Below the last row there is nowhere to go: it is left and taken up again.
    if (!stop) input.blur();
    (stop || input).focus();
    if (stop?.type === "text") stop.select();
  });
})();
