/**
 * `npm run docs:screenshots`: the pictures in `docs/img/`, of the page and of the explorer in a headless Chromium. They differ by a
 * few pixels from machine to machine (fonts), so nothing compares them.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { decode, encode } from "fast-png"
import { type Browser, type BrowserContextOptions, chromium as launcher, type Page } from "playwright-core"
import { explore } from "../../models/engine/explore.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { modelWith } from "../../properties/mutants/mutant.ts"
import { suiteOf } from "../../properties/suites.ts"
import { tell } from "../../properties/telling/tell.ts"
import { serveExplorer } from "./explore/server.ts"
import { entries, suiteNamed } from "./explore/spaces.ts"
import { goodRunOf } from "./good-run.ts"
import { oneFile } from "./one-file.ts"
import { chromium, launch } from "./testing.ts"

/** Bytes of a picture: they are in the repository. */
const LARGEST = 150_000
const folder = "docs/img"

const pageOfMutant = (id: string): string => {
  const mutant = mutants.find((known) => known.id === id)
  if (mutant === undefined) throw new Error(`there is no mutant ${id}`)
  const suite = suiteOf(mutant.model)
  const model = modelWith(suite, mutant)
  const found = explore(model, { stopAt: [mutant.property] }).properties.find(({ id: property }) => property === mutant.property)
  if (found?.trace === undefined) throw new Error(`${id}: ${mutant.property} is not broken`)
  const read = { suite, model, about: found, trace: found.trace, mutant }
  return oneFile(tell(suite, found, found.trace, { model, mutant: id }), goodRunOf(read))
}

const shoot = async (page: Page, name: string): Promise<void> => {
  const path = join(folder, `${name}.png`)
  const { data, width, height, channels } = decode(await page.screenshot({ animations: "disabled" }))
  // Unfiltered and packed as tightly as can be, flat areas and repeated letters take a fifth less than as the browser writes them.
  const picture = encode({ data, width, height, channels }, { zlib: { level: 9 } })
  writeFileSync(path, picture)
  const size = picture.length
  process.stdout.write(`${path}  ${size.toLocaleString("en")} bytes${size > LARGEST ? `: more than ${LARGEST.toLocaleString("en")}` : ""}\n`)
  if (size > LARGEST) process.exitCode = 1
}

const open = async (browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Page> => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, colorScheme: "light", ...options })
  await page.goto(url)
  return page
}

/** At a step, by the keys that a reader has. */
const atStep = async (page: Page, step: number): Promise<void> => {
  await page.keyboard.press("Home")
  for (let n = 0; n < step; n++) await page.keyboard.press("ArrowRight")
  await page.locator(".row.current .n", { hasText: new RegExp(`^${step}$`) }).first().waitFor()
}

const ofTraces = async (browser: Browser, dir: string): Promise<void> => {
  const write = (id: string): string => {
    writeFileSync(join(dir, `${id}.html`), pageOfMutant(id))
    return pathToFileURL(join(dir, `${id}.html`)).href
  }
  const figure8 = write("commit-old-term-by-count")
  await shoot(await open(browser, figure8), "trace-light")
  const dark = await open(browser, figure8, { colorScheme: "dark" })
  await atStep(dark, 11)
  await shoot(dark, "trace-dark")
  const phone = await open(browser, figure8, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  await shoot(phone, "trace-phone")
  const beside = await open(browser, write("offset-fetch-error-as-unset"))
  await beside.keyboard.press("g")
  await beside.locator(".column").first().waitFor()
  await shoot(beside, "good-beside-bad")
}

/** A leader is elected, and m1 is on its way. */
const RUN = [/^n0: election timeout/, /^n1 receives RequestVote/, /^RequestVote\(.* to n2 is lost/, /^n0 receives RequestVoteReply/, /^n1 receives AppendEntries/, /^AppendEntries\(.* to n2 is lost/, /^n0 receives AppendEntriesReply/, /^n0: a producer sends m1/, /^n1 receives AppendEntries/]

const ofExplorer = async (browser: Browser): Promise<void> => {
  const server = await serveExplorer({ rules: "docs", models: entries() })
  try {
    const model = suiteNamed("dledger/replication").name
    const page = await open(browser, `${server.url}#${new URLSearchParams({ model })}`)
    for (const [n, text] of RUN.entries()) {
      await page.locator(".choice", { hasText: text }).first().click()
      await page.locator(".step-bar output", { hasText: new RegExp(`^${n + 1} / ${n + 1}$`) }).waitFor()
    }
    await page.locator(".choice", { hasText: /^n0 receives AppendEntriesReply/ }).first().focus()
    await page.locator(".preview .changes li").first().waitFor()
    await shoot(page, "explorer")
    await page.getByRole("tab", { name: /Not now/ }).click()
    await page.locator(".refused").first().waitFor()
    await shoot(page, "explorer-not-now")
    await page.getByRole("tab", { name: /Find/ }).click()
    await page.locator("#condition").fill("n1.role = LEADER and n0.term > 1")
    await page.getByRole("button", { name: "Find", exact: true }).click()
    await page.locator(".said", { hasText: /Found|There is none/ }).waitFor({ timeout: 180_000 })
    await shoot(page, "explorer-find")
  } finally {
    await server.close()
  }
}

if (chromium === undefined) throw new Error("no Chromium here: install it (Debian: apt-get install chromium), or say where it is with CHROMIUM=…")
mkdirSync(folder, { recursive: true })
const dir = mkdtempSync(join(tmpdir(), "rocketproof-shots-"))
const browser = await launcher.launch(launch)
try {
  if (process.argv[2] !== "explorer") await ofTraces(browser, dir)
  await ofExplorer(browser)
} finally {
  await browser.close()
  rmSync(dir, { recursive: true })
}
