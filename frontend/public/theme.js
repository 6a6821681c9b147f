// Runs before the first paint so that a chosen theme or direction never flashes.
// It is a file of its own because the content security policy allows no inline script.
(function () {
  var root = document.documentElement;
  var read = function (key) {
    try {
      return localStorage.getItem(key);
    } catch (_) {
      return null;
    }
  };
  var prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
  var paint = function () {
    var choice = read("lyceum.theme");
    var dark = choice === "dark" || (choice !== "light" && prefersDark.matches);
    root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  };
  paint();
  prefersDark.addEventListener("change", paint);
  if (read("lyceum.dir") === "rtl") root.dir = "rtl";
})();
