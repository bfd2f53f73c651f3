"use strict";
// Shows the overview anew, without scrolling or stealing the focus. A hidden page asks nothing; one whose person was
// logged out, or whose hub does not answer, stays as it is: it says itself of when it is.
(() => {
  const shown = () => document.getElementById("overview");

  async function refresh() {
    if (document.hidden || shown().contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "refresh" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("overview");
      if (fresh) shown().replaceWith(document.importNode(fresh, true));
    } catch {
      // The next time may do.
    }
  }

  setInterval(refresh, 1000 * Number(shown().dataset.refreshSeconds));
  document.addEventListener("visibilitychange", refresh);
})();
