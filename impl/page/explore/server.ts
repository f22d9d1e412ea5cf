/**
 * The explorer's server: on the loopback, one page and its questions, under a token that nobody can guess. Everything else is
 * not found, and so is everything that was sent to another host: a site that has its name resolved to this machine gets nothing.
 *
 * @module
 */
import { randomBytes, timingSafeEqual } from "node:crypto"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Start } from "../api.ts"
import { pageAround, policyOf } from "../one-file.ts"
import { BadRequest } from "./bad-request.ts"
import { at, fields, file, preview, problemOf, run, seekFrom } from "./requests.ts"
import { Spaces } from "./spaces.ts"

export interface ExplorerServer {
  /** With the token in it. */
  readonly url: string
  /** Ends searches and connections. */
  readonly close: () => Promise<void>
}

/** Bytes of a request. */
const LONGEST = 1_000_000
/** Searches at a time. */
const SEARCHES = 2

const HOST = "127.0.0.1"

/** Throws if the port is taken. `spaces`: those that are known besides the models. */
export const serveExplorer = async (start: Start, port = 0, spaces = new Spaces()): Promise<ExplorerServer> => {
  const token = randomBytes(24).toString("base64url")
  const ending = new AbortController()
  let searches = 0
  const page = pageAround({ title: "rocketproof explore", fallback: "<p>The explorer needs scripts.</p>", connect: "'self'" })

  const answers: { readonly [name: string]: (body: unknown) => unknown } = {
    at: (body) => at(spaces, body),
    preview: (body) => preview(spaces, body),
    run: (body) => run(spaces, body),
    fields: (body) => fields(spaces, body),
    file: (body) => file(spaces, body)
  }

  const seeking = async (response: ServerResponse, body: unknown): Promise<void> => {
    if (searches >= SEARCHES) throw new BadRequest(`${SEARCHES} searches are under way already; stop one of them`, 429)
    searches++
    const stop = new AbortController()
    const end = (): void => stop.abort()
    response.on("close", end)
    ending.signal.addEventListener("abort", end)
    try {
      await seekFrom(spaces, body, stop.signal, (line) => {
        if (!response.headersSent) response.writeHead(200, headersOf("application/x-ndjson"))
        response.write(`${JSON.stringify(line)}\n`)
      })
      response.end()
    } finally {
      searches--
      ending.signal.removeEventListener("abort", end)
    }
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { port: own } = server.address() as AddressInfo
    if (!isOwnHost(request.headers.host, own) || !isOwnOrigin(request.headers.origin, own)) throw new BadRequest("this address does not answer for another host", 403)
    const [, given = "", ...rest] = (request.url ?? "").split("?", 1)[0]?.split("/") ?? []
    if (!isSame(given, token)) throw new BadRequest("nothing here", 404)
    const path = rest.join("/")
    if (request.method === "GET" && path === "") {
      // A relative address on the page needs the slash.
      if (rest.length === 0) return void response.writeHead(308, { location: `/${token}/` }).end()
      return send(response, 200, "text/html; charset=utf-8", page)
    }
    if (request.method === "GET" && path === "api/start") return send(response, 200, "application/json", JSON.stringify(start))
    const name = /^api\/([a-z]+)$/.exec(path)?.[1]
    if (request.method !== "POST" || name === undefined || !(name === "seek" || Object.hasOwn(answers, name))) throw new BadRequest("nothing here", 404)
    const body = await bodyOf(request)
    if (name === "seek") return seeking(response, body)
    const answer = answers[name]?.(body)
    send(response, 200, "application/json", typeof answer === "string" ? answer : JSON.stringify(answer))
  }

  const server: Server = createServer((request, response) => {
    serve(request, response).catch((thrown: unknown) => {
      const problem = problemOf(thrown)
      const error = problem?.message ?? (thrown instanceof Error ? thrown.message : String(thrown))
      if (response.headersSent) response.destroy()
      else send(response, problem?.status ?? 500, "application/json", JSON.stringify({ error }))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, HOST, resolve)
  })
  return {
    url: `http://${HOST}:${(server.address() as AddressInfo).port}/${token}/`,
    close: () =>
      new Promise((resolve) => {
        ending.abort()
        server.close(() => resolve())
        server.closeAllConnections()
      })
  }
}

const headersOf = (type: string): Record<string, string> => ({
  "content-type": type,
  "content-security-policy": `${policyOf("'self'")}; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store"
})

const send = (response: ServerResponse, status: number, type: string, text: string): void => {
  response.writeHead(status, headersOf(type)).end(text)
}

const isOwnHost = (host: string | undefined, port: number): boolean => host === `${HOST}:${port}` || host === `localhost:${port}`

const isOwnOrigin = (origin: string | undefined, port: number): boolean => origin === undefined || origin === `http://${HOST}:${port}` || origin === `http://localhost:${port}`

const isSame = (given: string, token: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  if (request.headers["content-type"]?.split(";", 1)[0] !== "application/json") throw new BadRequest("the body must be application/json", 415)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > LONGEST) throw new BadRequest(`the body is longer than ${LONGEST} bytes`, 413)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"))
  } catch {
    throw new BadRequest("the body is not JSON")
  }
}
