// The reader's own light or dark. Kept in a cookie, so that the server can draw the page in it at once.
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const say = () => {
    button.setAttribute("aria-pressed", String(isDark()));
    button.dataset.now = isDark() ? "dark" : "light";
  };
  button.hidden = false;
  say();
  dark.addEventListener("change", say);
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    root.dataset.theme = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    say();
  });
}
