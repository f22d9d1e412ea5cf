/**
 * The control API: JSON over HTTP, on loopback.
 *
 * @module
 */
import { createServer, type IncomingMessage, type Server } from "node:http"
import type { Cluster } from "./cluster.ts"

export interface Control {
  readonly url: string
  readonly close: () => void
}

/** A request that makes no sense; its message names the field. */
class BadRequest extends Error {}

type Body = Readonly<Record<string, unknown>>

const brokerIn = async (cluster: Cluster, body: Body): Promise<string> => {
  if (typeof body["broker"] !== "string") throw new BadRequest('broker: name a node, as in {"broker":"broker-a/leader"}')
  return nodeIn(cluster, body["broker"], "broker")
}

const nodeIn = async (cluster: Cluster, name: string, field: string): Promise<string> => {
  try {
    return await cluster.find(name)
  } catch (error) {
    throw new BadRequest((error as Error).message.replace(/^broker:/, `${field}:`))
  }
}

const namesIn = async (cluster: Cluster, value: unknown, field: string): Promise<readonly string[]> => {
  if (!Array.isArray(value) || !value.every((name): name is string => typeof name === "string")) throw new BadRequest(`${field}: must be a list of node names`)
  return Promise.all(value.map((name) => nodeIn(cluster, name, field)))
}

const posts: { readonly [path: string]: (cluster: Cluster, body: Body) => Promise<unknown> } = {
  "/kill": async (cluster, body) => {
    const node = await brokerIn(cluster, body)
    await cluster.kill(node)
    return { node }
  },
  "/power-loss": async (cluster, body) => {
    const node = await brokerIn(cluster, body)
    await cluster.powerLoss(node)
    return { node }
  },
  "/restart": async (cluster, body) => {
    const node = await brokerIn(cluster, body)
    await cluster.restart(node)
    return { node }
  },
  "/wipe": async (cluster, body) => {
    const node = await brokerIn(cluster, body)
    await cluster.wipe(node)
    return { node }
  },
  "/promote": async (cluster, body) => {
    const node = await brokerIn(cluster, body)
    await cluster.promote(node)
    return { node }
  },
  "/pause": async (cluster, body) => {
    const node = await brokerIn(cluster, body)
    cluster.pause(node)
    return { node }
  },
  "/resume": async (cluster, body) => {
    const node = await brokerIn(cluster, body)
    cluster.resume(node)
    return { node }
  },
  "/partition": async (cluster, body) => {
    if (Array.isArray(body["groups"])) {
      const groups = await Promise.all((body["groups"] as readonly unknown[]).map((group, i) => namesIn(cluster, group, `groups[${i}]`)))
      cluster.links.partition(groups)
    } else if (typeof body["from"] === "string" && typeof body["to"] === "string") {
      cluster.links.cut(await nodeIn(cluster, body["from"], "from"), await nodeIn(cluster, body["to"], "to"))
    } else throw new BadRequest('groups: send {"groups":[["broker-a/n0"],["broker-a/n1","broker-a/n2"]]}, or {"from":…,"to":…} for one way')
    cluster.linksChanged()
    return { cut: cluster.links.list() }
  },
  "/heal": async (cluster) => {
    cluster.links.heal()
    cluster.linksChanged()
    return { cut: [] }
  }
}

const read = (request: IncomingMessage): Promise<Body> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("error", reject)
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8")
      if (text.trim() === "") return resolve({})
      try {
        const parsed: unknown = JSON.parse(text)
        if (typeof parsed !== "object" || parsed === null) throw new Error("no object")
        resolve(parsed as Body)
      } catch {
        reject(new BadRequest("the body is no JSON object"))
      }
    })
  })

export const openControl = (cluster: Cluster, port: number): Promise<Control> =>
  new Promise((resolve, reject) => {
    const server: Server = createServer((request, response) => {
      const send = (status: number, value: unknown): void => {
        response.writeHead(status, { "content-type": "application/json" })
        response.end(`${JSON.stringify(value)}\n`)
      }
      const path = (request.url ?? "/").split("?")[0] ?? "/"
      const handle = async (): Promise<void> => {
        if (request.method === "GET" && path === "/state") return send(200, { namesrv: cluster.namesrvAddr, cut: cluster.links.list(), nodes: await cluster.states() })
        if (request.method === "GET" && path === "/metrics") {
          const { CONTENT_TYPE, prometheusText } = await import("../metrics/prometheus.ts")
          const text = await prometheusText(await cluster.samples())
          response.writeHead(200, { "content-type": CONTENT_TYPE }).end(text)
          return
        }
        const act = request.method === "POST" ? posts[path] : undefined
        if (act === undefined) return send(404, { error: `${request.method} ${path}: there are GET /state, GET /metrics and POST ${Object.keys(posts).join(", ")}` })
        send(200, { ok: true, ...((await act(cluster, await read(request))) as object) })
      }
      handle().catch((error: unknown) => send(error instanceof BadRequest ? 400 : 409, { error: error instanceof Error ? error.message : String(error) }))
    })
    server.once("error", reject)
    server.listen(port, "127.0.0.1", () => {
      const bound = server.address()
      resolve({
        url: `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : port}`,
        close: () => {
          server.close()
          server.closeAllConnections()
        }
      })
    })
  })
