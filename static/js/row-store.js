"use strict";

// Rows typed but not yet confirmed by the server, kept in this browser under user, stage and row.
// An entry is dropped only when the server has said yes to exactly what it holds.
window.RowStore = class {
  constructor(user, stage) {
    this.prefix = `phieu:${user}:${stage}:`;
  }

  put(key, row) {
    try {
      localStorage.setItem(this.prefix + key, JSON.stringify(row));
    } catch {
      // A full or forbidden store: the row is still on the page and in the queue.
    }
  }

  get(key) {
    try {
      return JSON.parse(localStorage.getItem(this.prefix + key));
    } catch {
      return null;
    }
  }

  drop(key, saved) {
    const held = this.get(key);
    if (held && held.value === saved.value && held.explanation === saved.explanation) {
      localStorage.removeItem(this.prefix + key);
    }
  }

  forget(key) {
    localStorage.removeItem(this.prefix + key);
  }

  keys() {
    try {
      return Object.keys(localStorage)
        .filter((name) => name.startsWith(this.prefix))
        .map((name) => name.slice(this.prefix.length));
    } catch {
      return [];
    }
  }
};
