import { describe, expect, test } from "vitest"
import { hashSource } from "./assets.ts"
import { jsonInScript } from "./html.ts"
import { oneFile } from "./one-file.ts"
import { pack } from "./pack.ts"
import { toldByHand } from "./testing.ts"

const HOSTILE = `</script><img src=x onerror=alert(1)>"'&\u2028<!--`

describe("one file", () => {
  test("asks for nothing from anywhere, and its policy allows its own script and styles only", () => {
    const html = oneFile(toldByHand())
    expect(html.match(/\b(src|href)="([^"]*)"/g)).toEqual([`href="data:,"`])
    expect(html).not.toMatch(/@import|url\(\s*["']?https?:/)
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? ""
    const [script = "", styles = ""] = [/<script>([\s\S]*)<\/script>/.exec(html)?.[1], /<style>([\s\S]*)<\/style>/.exec(html)?.[1]]
    expect(policy).toContain(`script-src ${hashSource(script)};`)
    expect(policy).toContain(`style-src ${hashSource(styles)};`)
    expect(policy).toMatch(/^default-src 'none'/)
    expect(policy).toContain("connect-src 'none'")
  })

  test("whatever a message key holds is text", () => {
    const hostile = toldByHand(HOSTILE)
    const html = oneFile({ ...hostile, model: HOSTILE, property: { ...hostile.property, id: HOSTILE, sentence: HOSTILE } })
    expect(html).not.toContain("<img")
    expect(html.match(/<\/script/g)).toHaveLength(2)
    expect(html).not.toContain("<!--")
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html)?.[1] ?? ""
    expect(JSON.parse(data)).toMatchObject({ run: JSON.parse(JSON.stringify(pack({ ...hostile, model: HOSTILE, property: { ...hostile.property, id: HOSTILE, sentence: HOSTILE } }))) })
  })

  test("is readable without scripts", () => {
    const [, fallback = ""] = /<noscript>([\s\S]*?)<\/noscript>/.exec(oneFile(toldByHand())) ?? []
    for (const words of ["S9 CommitRule: violated", "n0: election timeout", "is leader of term 1", "was answered at step 4"]) expect(fallback).toContain(words)
  })

  test("thirty steps of five nodes with logs are far below 400 kB", () => {
    const { steps, initial, lanes, ...rest } = toldByHand()
    const after = (n: number) => [0, 1, 2, 3, 4].map((node) => ({ ...(initial[0] as (typeof initial)[number]), lane: `n${node}`, log: Array.from({ length: n % 12 }, (_, index) => ({ index, term: 1, payload: `m${index}`, durable: index < n, committed: index + node < n, visible: false, acked: false })) }))
    const thirty = Array.from({ length: 30 }, (_, i) => ({ ...(steps[i % 5] as (typeof steps)[number]), n: i + 1, after: after(i + 1) }))
    expect(oneFile({ ...rest, lanes, initial: after(0), steps: thirty }).length).toBeLessThan(400_000)
  })

  test("what is too long for a page is refused, with what to do", () => {
    const telling = toldByHand()
    expect(() => oneFile({ ...telling, steps: Array.from({ length: 1_000_000 }, () => telling.steps[0] as (typeof telling.steps)[number]) })).toThrow(/1,000,000 steps.*20,000.*--format text/)
  })
})

test("JSON in a script can neither end it nor break a line", () => {
  expect(jsonInScript(HOSTILE)).not.toMatch(/[<>&\u2028]/)
  expect(JSON.parse(jsonInScript(HOSTILE))).toBe(HOSTILE)
})
