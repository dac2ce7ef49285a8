// Lays the cards of a plane at their places. Runs before the first paint, and for every card that comes later.
// A classic script, so that the page waits for it; modules reach it as `window.desk`.

// What needs scripts is shown where they run.
document.documentElement.classList.add("is-scripted");

window.desk = {
  /** Lays one card at the place that its data names. */
  placeCard(card) {
    const { x, y, w, h, z } = card.dataset;
    card.style.setProperty("--x", `${x}px`);
    card.style.setProperty("--y", `${y}px`);
    card.style.setProperty("--w", `${w}px`);
    card.style.setProperty("--h", h ? `${h}px` : "auto");
    card.style.setProperty("--z", z);
  },

  /** Lays all cards of a plane, and the plane as its reader left it. */
  placePlane(plane) {
    plane.querySelectorAll("article[data-card]").forEach(window.desk.placeCard);
    plane.classList.add("is-placed");
    window.desk.look(plane, window.desk.viewOf(plane.dataset.plane));
  },

  /** How the reader last looked at a stack: where its origin is on the canvas, and how large it is. */
  viewOf(stack) {
    try {
      const view = JSON.parse(localStorage.getItem(`view.${stack}`));
      if ([view?.x, view?.y, view?.scale].every(Number.isFinite)) return view;
    } catch {
      // Without storage every view starts at the origin.
    }
    return { x: 0, y: 0, scale: 1 };
  },

  look(plane, { x, y, scale }) {
    plane.style.setProperty("--view", `translate(${x}px, ${y}px) scale(${scale})`);
  },
};

document.querySelectorAll("[data-plane]").forEach(window.desk.placePlane);
