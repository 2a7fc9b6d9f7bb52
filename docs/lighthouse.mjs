// Measures pages with Lighthouse as a telephone that sees them for the first time, and prints a table.
// In a folder outside the repository: npm install lighthouse puppeteer-core. Then, before a running demonstration:
// node docs/lighthouse.mjs FOLDER http://127.0.0.1:8000 @/dang-nhap/ bithu@/ bithu@/ho-so/2/ giupviec@/tham-dinh/

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, base, ...wanted] = process.argv.slice(2);
const need = createRequire(`${folder}/`);
const load = async (name) => (await import(pathToFileURL(need.resolve(name)))).default;
const [lighthouse, puppeteer] = [await load("lighthouse"), await load("puppeteer-core")];

const PORT = Number(process.env.DEBUG_PORT || 9222);
const PASSWORD = "botot-2026";
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", `--remote-debugging-port=${PORT}`,
];

// The session goes along as a header: the store of the browser is emptied before each measurement.
const session = async (browser, user) => {
  if (!user) return {};
  const page = await browser.newPage();
  await page.goto(`${base}/dang-nhap/`);
  await page.type("#id_login", user);
  await page.type("#id_password", PASSWORD);
  await Promise.all([page.waitForNavigation(), page.click("main .btn-primary")]);
  const cookies = await browser.cookies();
  await page.close();
  return { Cookie: cookies.map((each) => `${each.name}=${each.value}`).join("; ") };
};

const measure = async (user, path) => {
  const executablePath = process.env.CHROME_PATH || "/usr/bin/chromium";
  const browser = await puppeteer.launch({ executablePath, args: FLAGS, headless: true });
  const extraHeaders = await session(browser, user);
  const onlyCategories = ["performance", "accessibility", "best-practices"];
  const { lhr } = await lighthouse(base + path, { port: PORT, logLevel: "error", onlyCategories, extraHeaders });
  await browser.close();
  const marks = Object.values(lhr.categories).map((each) => Math.round(each.score * 100)).join(" / ");
  const shown = (id) => (lhr.audits[id].displayValue || "–").replace("Total size was ", "");
  const figures = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time",
    "cumulative-layout-shift", "total-byte-weight"].map(shown);
  console.log(`| \`${new URL(lhr.finalDisplayedUrl).pathname}\` | ${user || "–"} | ${marks} | ${figures.join(" | ")} |`);
};

console.log("| page | as | performance / accessibility / best practices | FCP | LCP | TBT | CLS | over the line |");
console.log("|---|---|---|---|---|---|---|---|");
for (const each of wanted) await measure(...each.split("@"));
