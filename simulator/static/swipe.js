// Swiping a bubble to the right answers it.

const ENOUGH = 56;
const MOST = 84;

/** Call `answer(sid)` when a bubble of the log is swiped far enough. */
export function swipes(log, answer) {
  let start = null;

  const move = (distance) => {
    start.node.classList.toggle("swiping", distance > 0);
    start.node.querySelector(".body").style.transform = distance > 0 ? `translateX(${distance}px)` : "";
  };

  log.addEventListener("pointerdown", (event) => {
    const node = event.target.closest(".message");
    start = node && event.pointerType === "touch" ? { node, x: event.clientX } : null;
  });
  log.addEventListener("pointermove", (event) => {
    if (start) move(Math.max(0, Math.min(MOST, event.clientX - start.x)));
  });
  for (const name of ["pointerup", "pointercancel"]) {
    log.addEventListener(name, (event) => {
      if (!start) return;
      move(0);
      if (name === "pointerup" && event.clientX - start.x > ENOUGH) answer(start.node.dataset.sid);
      start = null;
    });
  }
  log.addEventListener("dblclick", (event) => {
    const node = event.target.closest(".message");
    if (node && !event.target.closest("a, button, audio, video")) answer(node.dataset.sid);
  });
}
