import { request } from "node:http"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { openTrace } from "../../trace/read.ts"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { At, Start } from "../api.ts"
import { type ExplorerServer, serveExplorer } from "./server.ts"
import { entries, suiteNamed } from "./spaces.ts"

const MODEL = suiteNamed("quorum-of-four").name
let server: ExplorerServer
let base: URL

beforeAll(async () => {
  server = await serveExplorer({ models: entries() })
  base = new URL(server.url)
})
afterAll(() => server.close())

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** As it stands: `fetch` would tidy up the path and refuse the Host. */
const raw = (method: string, path: string, { body, headers = {} }: { readonly body?: string; readonly headers?: Record<string, string> } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: base.hostname, port: base.port, method, path, headers: { ...(body === undefined ? {} : { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) }), ...headers } }, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk)).on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    sent.on("error", reject)
    sent.end(body)
  })

const post = (name: string, body: unknown): Promise<Answer> => raw("POST", `${base.pathname}api/${name}`, { body: typeof body === "string" ? body : JSON.stringify(body) })
const error = ({ text }: Answer): string => (JSON.parse(text) as { error: string }).error

describe("to its token alone", () => {
  test("the page, with a policy that lets it talk to its server only", async () => {
    const { status, headers, text } = await raw("GET", base.pathname)
    expect(status).toBe(200)
    expect(text).toContain("<!doctype html>")
    expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*connect-src 'self'.*frame-ancestors 'none'/)
    expect(headers["x-content-type-options"]).toBe("nosniff")
  })

  test("without the slash it goes to the page", async () => {
    expect(await raw("GET", base.pathname.slice(0, -1))).toMatchObject({ status: 308, headers: { location: base.pathname } })
  })

  test.each(["/", "/wrong/", "/wrong/api/start", "/favicon.ico"])("nothing at %s", async (path) => {
    expect(await raw("GET", path)).toMatchObject({ status: 404 })
  })

  test("a token of the right length that is wrong opens nothing", async () => {
    expect((await raw("GET", base.pathname.replace(/[\w-]/, (c) => (c === "A" ? "B" : "A")))).status).toBe(404)
  })
})

describe("for its own host alone", () => {
  test.each(["evil.example", "evil.example:80", "127.0.0.1:1"])("not for %s", async (host) => {
    expect(await raw("GET", base.pathname, { headers: { host } })).toMatchObject({ status: 403 })
  })

  test("not for another origin, even with the token", async () => {
    expect((await raw("POST", `${base.pathname}api/at`, { body: "{}", headers: { origin: "https://evil.example" } })).status).toBe(403)
  })

  test("localhost is the same host", async () => {
    expect((await raw("GET", base.pathname, { headers: { host: `localhost:${base.port}` } })).status).toBe(200)
  })
})

test.each(["../", "..%2f..%2fetc%2fpasswd", "../../../../etc/passwd", "api/../../package.json", "api/constructor", "api/__proto__", "assets/main.js"])("no file is served: %s", async (path) => {
  for (const method of ["GET", "POST"]) expect(await raw(method, base.pathname + path, method === "POST" ? { body: "{}" } : {})).toMatchObject({ status: 404 })
})

describe("what is asked badly is refused, and says what is wrong", () => {
  test.each([
    ["no JSON", "at", "{", 400, /not JSON/],
    ["a field missing", "at", { model: MODEL }, 400, /path/],
    ["a field of another kind", "at", { model: MODEL, path: ["x"], known: 0 }, 400, /path/],
    ["an unknown model", "at", { model: "nothing", path: [], known: 0 }, 404, /there is no model "nothing"; did you mean/],
    ["an unknown mutant", "at", { model: MODEL, mutant: "nothing", path: [], known: 0 }, 404, /there is no mutant/],
    ["an unknown choice", "at", { model: MODEL, path: [77], known: 0 }, 400, /step 1 of the path \(choice 77\)/],
    ["a preview of what cannot be done", "preview", { model: MODEL, path: [], choice: 77 }, 400, /choice 77: not possible/],
    ["too many steps", "run", { model: MODEL, path: [], steps: 1e9, seed: 1, faults: true }, 400, /steps: must be/],
    ["a condition that makes no sense", "seek", { model: MODEL, path: [], condition: "n0.term >" }, 400, /ends too early/]
  ])("%s", async (_what, name, body, status, message) => {
    const answer = await post(name, body)
    expect(answer.status).toBe(status)
    expect(error(answer)).toMatch(message)
  })

  test("another content type: a form of another site cannot ask", async () => {
    expect((await raw("POST", `${base.pathname}api/at`, { body: "{}", headers: { "content-type": "text/plain" } })).status).toBe(415)
  })

  test("a body without end", async () => {
    expect((await post("at", `"${"x".repeat(1_000_100)}"`)).status).toBe(413)
  })
})

describe("what it answers", () => {
  test("the models, and where to start", async () => {
    const { models } = JSON.parse((await raw("GET", `${base.pathname}api/start`)).text) as Start
    expect(models.map(({ name }) => name)).toContain(MODEL)
  })

  test("a state with its choices; only the steps that are not known", async () => {
    const first = JSON.parse((await post("at", { model: MODEL, path: [], known: 0 })).text) as At
    const next = JSON.parse((await post("at", { model: MODEL, path: [first.choices[0]?.index], known: 0 })).text) as At
    expect(next.run.steps.map(({ text }) => text)).toEqual([first.choices[0]?.text])
    expect((JSON.parse((await post("at", { model: MODEL, path: [first.choices[0]?.index], known: 1 })).text) as At).run.steps).toEqual([])
  })

  test("a search line by line, with the end in the last", async () => {
    const { text } = await post("seek", { model: MODEL, path: [], condition: "n1.role = LEADER" })
    expect(JSON.parse(text.trim().split("\n").pop() ?? "")).toMatchObject({ done: { is: "found" } })
  })

  test("the path as a trace that the other commands read", async () => {
    const { done } = JSON.parse((await post("seek", { model: MODEL, path: [], condition: "n1.role = LEADER" })).text.trim().split("\n").pop() ?? "") as { done: { path: number[] } }
    const dir = mkdtempSync(join(tmpdir(), "rocketproof-explore-"))
    try {
      writeFileSync(join(dir, "walk.json"), (await post("file", { model: MODEL, path: done.path })).text)
      const { head, actions } = openTrace(join(dir, "walk.json"))
      expect(head).toMatchObject({ model: MODEL, steps: done.path.length })
      expect([...actions]).toHaveLength(done.path.length)
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
})

test("it is over when it is closed, searches too", async () => {
  const other = await serveExplorer({ models: [] })
  const url = new URL(other.url)
  await other.close()
  await expect(fetch(url)).rejects.toThrow("fetch failed")
})
