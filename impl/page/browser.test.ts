/**
 * The page in a real browser: on a file from disk without a network, and on the explorer. Skipped where there is no Chromium
 * (`CHROMIUM` says where it is if it is in no usual place).
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Browser, type BrowserContextOptions, chromium as launcher, type Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type ExplorerServer, serveExplorer } from "./explore/server.ts"
import { liveExplored } from "./explore/live/space.ts"
import { entries, Spaces, suiteNamed } from "./explore/spaces.ts"
import { liveRun } from "../trace/live.ts"
import { writeGroupJournals } from "../trace/testing.ts"
import { oneFile } from "./one-file.ts"
import { chromium, launch, toldByHand } from "./testing.ts"

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What WCAG 2.2 AA finds wrong with the page as it is: rules, and where. A mouse can hit what is smaller than a finger. */
const faults = async (page: Page, by: "mouse" | "finger" = "mouse"): Promise<readonly string[]> => {
  await page.evaluate(AXE)
  const found = await page.evaluate<readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]>(`axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: { "target-size": { enabled: ${by === "finger"} } } }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })))`)
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}

const HOSTILE = `</script><img src=x onerror="document.title='owned'">`

describe.skipIf(chromium === undefined)("in a browser", () => {
  let browser: Browser
  let dir: string
  /** What pages complained of: errors, and breaches of their policy. */
  const complaints: string[] = []

  const open = async (url: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, ...options })
    page.setDefaultTimeout(20_000)
    page.on("pageerror", ({ message }) => complaints.push(message))
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()))
    await page.goto(url)
    return page
  }
  const write = (name: string, html: string): string => {
    writeFileSync(join(dir, name), html)
    return pathToFileURL(join(dir, name)).href
  }
  const current = (page: Page): Promise<string> => page.locator(".row.current .n").innerText()

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "rocketproof-page-"))
    browser = await launcher.launch(launch)
  })
  afterAll(async () => {
    await browser.close()
    rmSync(dir, { recursive: true })
  })

  test("a file from disk, without a network: stepped through, and back to where things come from", async () => {
    const page = await open(write("run.html", oneFile(toldByHand())), { offline: true })
    await expect.poll(() => current(page)).toBe("5")
    await page.keyboard.press("Home")
    await expect.poll(() => current(page)).toBe("0")
    await page.keyboard.press("j")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect.poll(() => current(page)).toBe("3")
    await expect.poll(() => page.locator(".step-bar [aria-live]").innerText()).toContain("Step 3 of 5: n1 receives AppendEntries(m1) from n0.")
    expect(page.url()).toMatch(/#step=3$/)

    await page.keyboard.press("c")
    await expect.poll(() => current(page)).toBe("2")
    await page.keyboard.press("b")
    await expect.poll(() => current(page)).toBe("3")
    await page.keyboard.press("End")
    await page.getByRole("button", { name: "Sent at step 3: go there" }).click()
    await expect.poll(() => current(page)).toBe("3")
    await page.keyboard.press("End")
    await page.getByRole("button", { name: /^m1 t1, index 0: written since step 2; on disk, committed/ }).click()
    await expect.poll(() => current(page)).toBe("2")
    await page.keyboard.press("b")
    await page.getByRole("button", { name: "A: m1 is acked: SEND_OK has left since step 4; go there" }).click()
    await expect.poll(() => current(page)).toBe("4")
    await page.locator(".row.current .pick").focus()
    await page.keyboard.press("Enter")
    await expect.poll(() => current(page)).toBe("3")
    await page.getByRole("region", { name: "Why" }).getByRole("button", { name: "4" }).click()
    await expect.poll(() => current(page)).toBe("4")
  })

  test("a node and a kind of message are hidden and shown; words are found", async () => {
    const page = await open(write("run.html", oneFile(toldByHand())))
    await expect.poll(() => page.locator(".lane-name").allInnerTexts()).toEqual(["n0", "n1"])
    await page.getByText("Hide", { exact: false }).first().click()
    await page.getByRole("checkbox", { name: "n1" }).uncheck()
    await expect.poll(() => page.locator(".lane-name").allInnerTexts()).toEqual(["n0"])
    await expect.poll(() => page.getByRole("rowheader").count()).toBe(1)
    await expect.poll(() => page.getByText("step 3 is hidden: show").count()).toBe(1)
    await page.getByRole("button", { name: "Show everything" }).click()
    await expect.poll(() => page.locator(".arrow").count()).toBe(3)
    await page.getByRole("checkbox", { name: /^AppendEntries 2/ }).uncheck()
    await expect.poll(() => page.locator(".arrow").count()).toBe(1)
    await page.keyboard.press("Escape")
    await page.locator("h1").click()
    await page.keyboard.press("a")
    await expect.poll(() => page.locator(".arrow").count()).toBe(3)

    await page.keyboard.press("/")
    await page.keyboard.type("granted")
    await page.keyboard.press("Escape")
    await expect.poll(() => page.locator(".search .count").innerText()).toMatch(/of 2$/)
    await page.keyboard.press("n")
    await expect.poll(() => current(page)).toBe("4")
    await page.keyboard.press("n")
    await expect.poll(() => current(page)).toBe("3")
    await page.keyboard.press("?")
    await expect.poll(() => page.getByRole("dialog").count()).toBe(1)
    await page.keyboard.press("Escape")
    await expect.poll(() => page.getByRole("dialog").count()).toBe(0)
  })

  test("what a message key holds does nothing", async () => {
    const hostile = toldByHand(HOSTILE)
    const page = await open(write("hostile.html", oneFile({ ...hostile, model: HOSTILE, about: HOSTILE, property: { ...hostile.property, id: HOSTILE } })))
    for (let n = 0; n < 5; n++) await page.keyboard.press("k")
    await expect.poll(() => page.locator("img").count()).toBe(0)
    await expect.poll(() => page.title()).toContain("</script>")
    await expect.poll(() => page.getByText(HOSTILE).count()).toBeGreaterThan(0)
  })

  test("a good run stands beside the bad one, and both move together", async () => {
    const bad = toldByHand()
    const good = { ...bad, steps: bad.steps.slice(0, 4), property: { ...bad.property, verdict: "holds" } }
    const page = await open(write("beside.html", oneFile(bad, { telling: good, splitAt: 3, name: "point of no return", label: "From step 4 on nothing can avoid it." })))
    await page.keyboard.press("g")
    await expect.poll(() => page.locator(".column").count()).toBe(2)
    await expect.poll(() => page.locator(".column .row.current .n").allInnerTexts()).toEqual(["5", "4"])
    await page.keyboard.press("k")
    await page.keyboard.press("k")
    await expect.poll(() => page.locator(".column .row.current .n").allInnerTexts()).toEqual(["3", "3"])
    await expect.poll(() => page.getByText("From step 4 on nothing can avoid it.").count()).toBe(1)
  })

  test.each(["light", "dark"] as const)("it can be seen and heard by everybody: %s", async (colorScheme) => {
    const page = await open(write("run.html", oneFile(toldByHand())), { colorScheme })
    for (const key of ["Home", "End"]) {
      await page.keyboard.press(key)
      await expect.poll(() => page.locator(".row.current .n").innerText()).toBe(key === "Home" ? "0" : "5")
      expect(await faults(page)).toEqual([])
    }
    await page.keyboard.press("?")
    await page.getByRole("dialog").waitFor()
    expect(await faults(page)).toEqual([])
  })

  test("fingers can hit what is on it", async () => {
    const page = await open(write("run.html", oneFile(toldByHand())), { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
    await page.locator(".row.current").waitFor()
    expect(await faults(page, "finger")).toEqual([])
  })

  test("the theme can be chosen", async () => {
    const page = await open(write("run.html", oneFile(toldByHand())), { colorScheme: "light" })
    const paper = (): Promise<string> => page.evaluate<string>("getComputedStyle(document.body).backgroundColor")
    const light = await paper()
    await page.keyboard.press("t")
    await expect.poll(() => paper()).not.toBe(light)
    await page.keyboard.press("t")
    await expect.poll(() => paper()).toBe(light)
  })

  test.each([[1280, 720], [390, 844]])("nothing sticks out at %i × %i, and printed it is whole", async (width, height) => {
    const page = await open(write("run.html", oneFile(toldByHand("a-rather-long-message-key-that-goes-on"))), { viewport: { width, height } })
    await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width)
    await expect.poll(() => page.locator(".step-bar button").evaluateAll((buttons, right) => buttons.every((button) => button.getBoundingClientRect().right <= right), width)).toBe(true)
    await page.emulateMedia({ media: "print" })
    await expect.poll(() => page.locator(".tools").isVisible()).toBe(false)
    await expect.poll(() => page.locator(".timeline").evaluate((timeline) => timeline.scrollHeight <= timeline.clientHeight)).toBe(true)
  })

  describe("the explorer", () => {
    let server: ExplorerServer
    const model = suiteNamed("quorum-of-four").name

    beforeAll(async () => {
      server = await serveExplorer({ rules: "abc", models: entries() })
    })
    afterAll(() => server.close())

    test("a model is chosen; steps are chosen, seen beforehand, gone back from and branched", async () => {
      const page = await open(server.url)
      await page.getByLabel("Filter models").fill("half is not")
      await page.getByRole("button", { name: /^quorum-of-four/ }).click()
      await page.getByRole("button", { name: "n0: election timeout", exact: true }).hover()
      await page.getByText("n0 sends RequestVote", { exact: false }).first().waitFor()
      await page.getByRole("button", { name: "n0: election timeout", exact: true }).click()
      await page.locator(".row.current .n", { hasText: "1" }).waitFor()
      await page.locator(".choice", { hasText: /^n1 receives RequestVote/ }).first().click()
      await page.locator(".row.current .n", { hasText: "2" }).waitFor()

      await page.getByRole("tab", { name: /Not now/ }).click()
      await page.getByText("a bound of the model keeps it from firing", { exact: false }).first().waitFor()
      await page.getByRole("tab", { name: /Possible/ }).click()
      await page.locator("h1").click()
      await page.keyboard.press("k")
      await page.getByRole("heading", { name: "After step 1, instead of what came" }).waitFor()
      await page.locator(".choice", { hasText: /^n2 receives RequestVote/ }).first().click()
      await page.getByRole("region", { name: "Other ways" }).getByRole("button", { name: /^from step 2: n1 receives RequestVote/ }).click()
      await expect.poll(() => page.locator(".row.current .text").innerText()).toMatch(/^n1 receives RequestVote/)
    })

    test("a state is looked for, a property is broken, and the way there is shared", async () => {
      const page = await open(`${server.url}#${new URLSearchParams({ model, mutant: "quorum-is-half" })}`)
      await page.getByRole("tab", { name: /Find/ }).click()
      await page.locator("#condition").fill("n1.role = LEADER")
      await page.getByRole("button", { name: "Find", exact: true }).click()
      await page.getByText(/^Found, \d steps from here; there is no nearer one\.$/).waitFor()
      const steps = await page.locator(".step-bar output").innerText()

      const other = await open(page.url())
      await other.locator(".step-bar output", { hasText: steps }).waitFor()
      expect(await other.getByRole("alert").count()).toBe(0)
      const strange = await open(page.url().replace("rules=abc", "rules=other"))
      await strange.getByRole("alert").getByText("This link was made with other rules (other, here abc)", { exact: false }).waitFor()
      const [download] = await Promise.all([other.waitForEvent("download"), other.getByRole("button", { name: "Save" }).click()])
      const saved = JSON.parse(readFileSync(await download.path(), "utf8")) as { readonly model: string; readonly mutant: string; readonly steps: number }
      expect(saved).toMatchObject({ model, mutant: "quorum-is-half" })
      expect(steps).toContain(String(saved.steps))
    })

    test("a live run is gone along, and left at a step for what might have come instead", async () => {
      writeGroupJournals(dir)
      const { explored, path } = liveExplored("run", liveRun(dir))
      const live = await serveExplorer({ rules: "abc", models: [], at: { model: "run", path } }, 0, new Spaces(new Map([["run", explored]])))
      try {
        const page = await open(live.url)
        await page.getByText("a live run, from its journals").waitFor()
        await page.locator(".row", { hasText: "broker-a/n0: ElectionTimeout" }).locator(".pick").click()
        await page.keyboard.press("k")
        await page.locator(".choice", { hasText: /^broker-a\/n1: ElectionTimeout/ }).click()
        await page.getByText("here broker-a/n1 parts from its journal").first().waitFor()
        await expect.poll(() => page.getByRole("region", { name: "Other ways" }).getByRole("button").count()).toBe(1)
      } finally {
        await live.close()
      }
    })

    test("five hundred choices are filtered, and only those in sight are drawn", async () => {
      const page = await open(`${server.url}#${new URLSearchParams({ model })}`, {})
      await page.locator(".choice").first().waitFor()
      await page.route("**/api/at", async (route) => {
        const answer = (await (await route.fetch()).json()) as { choices: { index: number; text: string }[] }
        const [one] = answer.choices
        await route.fulfill({ json: { ...answer, choices: Array.from({ length: 500 }, (_, i) => ({ ...one, index: i, text: `n${i % 5}: choice number ${i}`, lane: `n${i % 5}` })) } })
      })
      await page.route("**/api/preview", (route) => route.fulfill({ json: { step: { changes: [], sends: [] }, breaks: [] } }))
      await page.locator(".choice").first().click()
      await page.getByRole("tab", { name: "Possible 500" }).waitFor()
      await expect.poll(() => page.locator(".choice").count()).toBeLessThan(60)
      await page.getByLabel("Filter what can happen").fill("number 317")
      await expect.poll(() => page.locator(".choice").allInnerTexts()).toEqual(["n2: choice number 317"])
    })

    test.each([[1280, 720], [390, 844]])("nothing sticks out at %i × %i", async (width, height) => {
      const page = await open(`${server.url}#${new URLSearchParams({ model })}`, { viewport: { width, height } })
      await page.locator(".choice").first().waitFor()
      await expect.poll(() => page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width)
      expect(await faults(page)).toEqual([])
    })
  })

  // The last one: of all pages above.
  test("no page threw, or did what its policy forbids", () => {
    expect(complaints).toEqual([])
  })
})
