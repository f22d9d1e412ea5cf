/**
 * The control API: JSON over HTTP, on loopback.
 *
 * @module
 */
import { createServer, type IncomingMessage, type Server } from "node:http"
import { PeerEvent } from "../../spec/broker/events.ts"
import type { Cluster } from "./cluster.ts"
import { BadRequest, type Body, LONGEST_MS, milliseconds, nth, only, refuseOverlap, share, text } from "./control-fields.ts"

export interface Control {
  readonly url: string
  readonly close: () => void
}

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
      refuseOverlap(groups)
      cluster.links.partition(groups)
    } else if (typeof body["from"] === "string" && typeof body["to"] === "string") {
      const [from, to] = [await nodeIn(cluster, body["from"], "from"), await nodeIn(cluster, body["to"], "to")]
      if (from === to) throw new BadRequest(`to: ${to} is "from", too; a node always hears itself`)
      cluster.links.cut(from, to)
    } else throw new BadRequest('groups: send {"groups":[["broker-a/n0"],["broker-a/n1","broker-a/n2"]]}, or {"from":…,"to":…} for one way')
    return { cut: cluster.links.list() }
  },
  "/heal": async (cluster) => {
    cluster.links.heal()
    return { cut: [], rules: [] }
  },
  "/network": async (cluster, body) => {
    only(body, ["from", "to", "kind", "drop", "delayMs", "reorder"])
    const name = async (field: "from" | "to") => (body[field] === undefined ? {} : { [field]: await nodeIn(cluster, text(body, field), field) })
    const kind = body["kind"] === undefined ? undefined : text(body, "kind")
    if (kind !== undefined && !Object.hasOwn(PeerEvent.cases, kind)) throw new BadRequest(`kind: ${JSON.stringify(kind)} is no message between brokers; there are ${Object.keys(PeerEvent.cases).join(", ")}`)
    if (["drop", "delayMs", "reorder"].every((field) => body[field] === undefined)) throw new BadRequest('drop: say what happens, as in {"kind":"AppendEntries","drop":0.5}, or "delayMs", or "reorder"')
    cluster.links.rule({ ...(await name("from")), ...(await name("to")), ...(kind === undefined ? {} : { kind }), drop: share(body, "drop"), delayMs: milliseconds(body, "delayMs", 0), reorder: share(body, "reorder") })
    return { rules: cluster.links.state().rules }
  },
  "/clock": async (cluster, body) => {
    only(body, ["broker", "advanceMs", "skewMs"])
    if (body["advanceMs"] === undefined && body["skewMs"] === undefined) throw new BadRequest('advanceMs: say by how much, as in {"broker":"broker-a/n0","advanceMs":1000}, or "skewMs"')
    const fault = {
      ...(body["advanceMs"] === undefined ? {} : { advanceMs: milliseconds(body, "advanceMs", 0) }),
      ...(body["skewMs"] === undefined ? {} : { skewMs: milliseconds(body, "skewMs", -LONGEST_MS) })
    }
    const nodes = body["broker"] === undefined ? cluster.nodes().filter(({ up }) => up).map(({ name }) => name) : [await brokerIn(cluster, body)]
    for (const node of nodes) cluster.clock(node, fault)
    return { nodes }
  },
  "/disk": async (cluster, body) => {
    only(body, ["broker", "slowMs", "failWrite", "failFsync"])
    const node = await brokerIn(cluster, body)
    const fault = {
      ...(body["slowMs"] === undefined ? {} : { slowMs: milliseconds(body, "slowMs", 0) }),
      ...nth(body, "failWrite"),
      ...nth(body, "failFsync")
    }
    if (Object.keys(fault).length === 0) throw new BadRequest('slowMs: say what is wrong with it, as in {"broker":"broker-a/n0","slowMs":50}, or "failWrite" or "failFsync": 1 for the next one, null for none')
    cluster.disk(node, fault)
    return { node }
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
        if (request.method === "GET" && path === "/state") return send(200, { namesrv: cluster.namesrvAddr, ...cluster.links.state(), nodes: await cluster.states() })
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
