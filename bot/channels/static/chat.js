"use strict";

// Sends text and taps one after another, and shows what the server drew. No word of the page is in here.
(() => {
  const byId = (id) => document.getElementById(id);
  const [scroller, log, waiting, form, box] = ["scroller", "log", "waiting", "composer", "question"].map(byId);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const hasKeyboard = matchMedia("(hover: hover)").matches;
  const PATIENCE = 250; // ms before the typing indicator: most answers are quicker, and a flash is unrest
  const LIMIT = 30000; // ms until a silent server counts as unreachable

  // What is not answered yet outlives a reload of the page. A browser that keeps nothing just loses that.
  const unsent = {
    all() {
      try { return JSON.parse(sessionStorage.getItem("unsent")) || []; } catch { return []; }
    },
    keep(items) {
      try { sessionStorage.setItem("unsent", JSON.stringify(items)); } catch { /* storage is switched off */ }
    },
    add(item) { this.keep([...this.all().filter(({ id }) => id !== item.id), item]); },
    drop(item) { this.keep(this.all().filter(({ id }) => id !== item.id)); },
  };

  // The last question goes to the top as far as the page is long enough: of a long answer the first line is seen.
  function showNewest(behavior) {
    const mine = [...log.querySelectorAll(".mine")].pop();
    const top = mine ? mine.offsetTop - scroller.offsetTop - 12 : scroller.scrollHeight;
    scroller.scrollTo({ top, behavior: calm.matches ? "auto" : behavior });
  }

  function drawMine(item) {
    const bubble = byId("mine").content.firstElementChild.cloneNode(true);
    bubble.dataset.id = item.id;
    bubble.querySelector(".text").textContent = item.text;
    log.append(bubble);
    return bubble;
  }

  function drawFailure(item, bubble, template) {
    const note = byId(template).content.firstElementChild.cloneNode(true);
    bubble.classList.add("unsent");
    bubble.append(note);
    note.querySelector("button").addEventListener("click", () => {
      note.remove();
      bubble.classList.remove("unsent");
      if (template === "failed") {
        log.append(bubble);
        send(item, bubble);
      } else {
        bubble.remove();
        unsent.drop(item);
        box.value = item.text + box.value;
        fit();
      }
      if (hasKeyboard || template !== "failed") box.focus();
    });
  }

  async function post(item) {
    const response = await fetch("/say", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(item),
      signal: AbortSignal.timeout?.(LIMIT),
    });
    if (response.ok) return response.json();
    throw Object.assign(new Error(response.statusText), { tooLong: response.status === 413 });
  }

  async function deliver(item, bubble) {
    const indicator = setTimeout(() => { waiting.hidden = false; showNewest("smooth"); }, PATIENCE);
    try {
      const replies = await post(item);
      unsent.drop(item);
      bubble.insertAdjacentHTML("afterend", replies.join(""));
    } catch (problem) {
      drawFailure(item, bubble, problem.tooLong ? "too-long" : "failed");
    }
    clearTimeout(indicator);
    waiting.hidden = true;
    showNewest("smooth");
  }

  let queue = Promise.resolve(); // one at a time: the answers come in the order of the questions

  function send(item, bubble) {
    unsent.add(item);
    showNewest("smooth");
    queue = queue.then(() => deliver(item, bubble));
  }

  function say(text, token) {
    const item = { id: Date.now().toString(36) + Math.random().toString(36).slice(2), text, token };
    send(item, drawMine(item));
  }

  function fit() {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + box.offsetHeight - box.clientHeight}px`;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    fit();
    say(text, null);
  });

  box.addEventListener("keydown", (event) => {
    // 229: Safari ends the composition before the Enter that chose the character arrives.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  box.addEventListener("input", fit);

  // A tap on the send button leaves the focus in the box, and so the phone's keyboard open.
  form.querySelector("button").addEventListener("pointerdown", (event) => event.preventDefault());

  log.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-token]");
    if (button) say(button.textContent, button.dataset.token);
  });

  // The phone's keyboard and a longer question make the conversation lower: what stood at its end stays in sight.
  let atEnd = true;
  function noteEnd() { atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40; }

  for (const item of unsent.all()) {
    if (log.querySelector(`[data-id="${CSS.escape(item.id)}"]`)) unsent.drop(item);
    else drawFailure(item, drawMine(item), "failed");
  }
  fit();
  showNewest("auto");
  noteEnd();
  scroller.addEventListener("scroll", noteEnd, { passive: true });
  new ResizeObserver(() => { if (atEnd) scroller.scrollTop = scroller.scrollHeight; }).observe(scroller);
  if (hasKeyboard) box.focus({ preventScroll: true });
})();
