/**
 * {@link Network} over TCP. The only user of `node:net`.
 *
 * @module
 */
import { createConnection, createServer, type Socket } from "node:net"
import * as Layer from "effect/Layer"
import { type Connection, type Handler, Network, type NetworkService } from "./network.ts"

let connections = 0

/** Bytes that are copied together at most; more are worth a system call of their own. */
const MOST_HELD = 64 * 1024

const attach = (socket: Socket, handler: Handler, remote: { host: string; port: number }): Connection => {
  const id = `c${++connections}`
  socket.setNoDelay(true)
  let open = true
  // Answers that one chunk of requests brings about go out in one system call: threads of a client share their connection.
  let held: Uint8Array[] = []
  let heldBytes = 0
  const release = (): void => {
    if (held.length === 0) return
    const bytes = held.length === 1 ? (held[0] as Uint8Array) : Buffer.concat(held, heldBytes)
    held = []
    heldBytes = 0
    if (open) socket.write(bytes)
  }
  const connection: Connection = {
    id,
    remote,
    send: (bytes) => {
      if (!open) return
      if (heldBytes + bytes.length > MOST_HELD) release()
      if (held.length === 0) process.nextTick(release)
      held.push(bytes)
      heldBytes += bytes.length
    },
    close: () => {
      release()
      open = false
      socket.destroy()
    },
    buffered: () => socket.writableLength + heldBytes
  }
  const events = handler.opened(connection)
  socket.on("data", (chunk: Buffer) => {
    if (open) events.received(chunk)
  })
  socket.on("error", () => {
    // "close" follows, and says all there is to say.
  })
  socket.on("close", () => {
    open = false
    events.closed()
  })
  return connection
}

export const nodeNetwork: NetworkService = {
  listen: (at, handler) =>
    new Promise((resolve, reject) => {
      const sockets = new Set<Socket>()
      const server = createServer((socket) => {
        sockets.add(socket)
        socket.on("close", () => sockets.delete(socket))
        attach(socket, handler, { host: (socket.remoteAddress ?? "").replace(/^::ffff:/, ""), port: socket.remotePort ?? 0 })
      })
      server.once("error", reject)
      server.listen(at.port, at.host, () => {
        const bound = server.address()
        resolve({
          port: typeof bound === "object" && bound !== null ? bound.port : at.port,
          close: () => {
            server.close()
            for (const socket of sockets) socket.destroy()
          }
        })
      })
    }),
  connect: (to, handler) => attach(createConnection({ host: to.host, port: to.port }), handler, to)
}

export const layer: Layer.Layer<Network> = Layer.succeed(Network, nodeNetwork)
