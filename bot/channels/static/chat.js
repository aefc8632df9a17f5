"use strict";

// Sends text and taps in their order, and shows what the server drew. No word of the page is in here.
(() => {
  const byId = (id) => document.getElementById(id);
  const [scroller, log, waiting, form, box] = ["scroller", "log", "waiting", "composer", "question"].map(byId);
  const [reconnecting, status] = ["reconnecting", "status"].map(byId);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const hasKeyboard = matchMedia("(hover: hover)").matches;
  const PATIENCE = 250; // ms before the typing indicator: most answers are quicker, and a flash is unrest
  const LIMIT = 30000; // ms until a silent server counts as unreachable
  const LONGEST = 30; // s between two tries
  const attach = byId("attach");
  const blobs = new Map(); // files that are not uploaded yet; a reload of the page loses them

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
    bubble.querySelector(".text").textContent = (item.file === undefined ? "" : attach.dataset.file) + item.text;
    log.append(bubble);
    return bubble;
  }

  // ---- the line: a sending is in it until the server has stored it ----

  const line = [];
  let working = false;
  let failures = 0; // tries in a row that did not reach the server
  let wake = () => {};
  const owed = new Set(); // bubbles without an answer

  const pause = (tries) => Math.min(2 ** (tries - 1), LONGEST) * 1000;

  function show(state) {
    waiting.hidden = state !== "waiting";
    reconnecting.hidden = state !== "reconnecting";
    if (status.textContent !== (status.dataset[state] ?? "")) status.textContent = status.dataset[state] ?? "";
  }

  function showWaiting() {
    if (failures || !owed.size || !waiting.hidden) return;
    show("waiting");
    showNewest("smooth");
  }

  function send(item, bubble) {
    unsent.add(item);
    owed.add(bubble);
    line.push({ item, bubble, tries: 0 });
    bubble.classList.toggle("unsent", failures > 0);
    setTimeout(showWaiting, PATIENCE);
    work();
  }

  async function work() {
    if (working) return;
    working = true;
    while (line.length) {
      try {
        const response = await post(line[0].item);
        reached();
        hear(line.shift(), response);
      } catch (problem) {
        if (problem.refused) giveBack(line.shift(), problem.refused);
        else await rest();
      }
    }
    working = false;
  }

  // Settles when the server has stored it; the answer comes later, as the body.
  async function post(item) {
    if (blobs.has(item.id)) {
      const uploaded = await request("/upload", "application/octet-stream", blobs.get(item.id));
      item.file = (await uploaded.json()).file;
      blobs.delete(item.id);
      unsent.add(item);
    }
    return request("/say", "application/json", JSON.stringify(item));
  }

  async function request(address, type, body) {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": type },
      body,
      signal: AbortSignal.timeout?.(LIMIT),
    });
    if (response.ok) return response;
    const hopeless = response.status >= 400 && response.status < 500;
    throw Object.assign(new Error(response.statusText), {
      refused: response.status === 413 ? (address === "/upload" ? "too-big" : "too-long") : hopeless && "refused",
    });
  }

  function reached() {
    if (!failures) return;
    failures = 0;
    for (const { bubble } of line) bubble.classList.remove("unsent");
    show("");
    showWaiting();
  }

  function rest() {
    failures += 1;
    for (const { bubble } of line) bubble.classList.add("unsent");
    show("reconnecting");
    if (failures === 1) showNewest("smooth"); // above the line that has just appeared
    return new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, pause(failures));
    });
  }

  async function hear(sending, response) {
    const { item, bubble } = sending;
    let replies = null;
    try { replies = await response.json(); } catch { /* the way broke off; asked again, as if there was no answer yet */ }
    if (!replies) {
      sending.tries += 1;
      setTimeout(() => { line.push(sending); work(); }, pause(sending.tries));
      return;
    }
    unsent.drop(item);
    bubble.insertAdjacentHTML("afterend", replies.join(""));
    answered(bubble);
    showNewest("smooth");
  }

  function answered(bubble) {
    owed.delete(bubble);
    if (!owed.size && !failures) show("");
  }

  function giveBack({ item, bubble }, why) {
    const note = byId(why).content.firstElementChild.cloneNode(true);
    bubble.classList.add("unsent");
    bubble.append(note);
    reached();
    answered(bubble);
    showNewest("smooth");
    note.querySelector("button").addEventListener("click", () => {
      bubble.remove();
      unsent.drop(item);
      blobs.delete(item.id);
      if (item.file === undefined) box.value = item.text + box.value;
      fit();
      box.focus();
    });
  }

  // ---- what the person does ----

  const freshId = () => Date.now().toString(36) + Math.random().toString(36).slice(2);

  function say(text, token) {
    const item = { id: freshId(), text, token };
    send(item, drawMine(item));
    showNewest("smooth");
  }

  function sendFile(file) {
    const item = { id: freshId(), text: file.name, token: null, file: "" };
    const bubble = drawMine(item);
    if (file.size > Number(attach.dataset.most)) {
      giveBack({ item, bubble }, "too-big");
      return;
    }
    blobs.set(item.id, file);
    send(item, bubble);
    showNewest("smooth");
  }

  attach.querySelector("input").addEventListener("change", ({ target }) => {
    for (const file of target.files) sendFile(file);
    target.value = ""; // so that the same file can be chosen again
  });

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

  reconnecting.querySelector("button").addEventListener("click", () => {
    if (hasKeyboard) box.focus(); // the button may be gone in a moment
    wake();
  });
  addEventListener("online", () => wake());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });

  // The phone's keyboard and a longer question make the conversation lower: what stood at its end stays in sight.
  let atEnd = true;
  function noteEnd() { atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40; }

  for (const item of unsent.all()) {
    const drawn = log.querySelector(`[data-id="${CSS.escape(item.id)}"]`);
    if (item.file === "" || drawn?.nextElementSibling?.matches(".bot")) unsent.drop(item);
    else send(item, drawn ?? drawMine(item)); // the server knows it by its id and asks nobody twice
  }
  fit();
  showNewest("auto");
  noteEnd();
  scroller.addEventListener("scroll", noteEnd, { passive: true });
  new ResizeObserver(() => { if (atEnd) scroller.scrollTop = scroller.scrollHeight; }).observe(scroller);
  if (hasKeyboard) box.focus({ preventScroll: true });
})();
