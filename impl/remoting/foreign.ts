/**
 * Clients that speak another protocol: told so in theirs, as far as it can be said.
 *
 * RocketMQ 5's new clients speak gRPC, which its Proxy serves and no broker does.
 *
 * @module
 */
import { constants, performServerHandshake } from "node:http2"
import { Duplex } from "node:stream"
import type { Connection } from "../layers/network.ts"

export type Foreign = "gRPC" | "HTTP" | "TLS"

const STARTS: readonly (readonly [start: Buffer, protocol: Foreign])[] = [
  [Buffer.from("PRI * HTTP/2"), "gRPC"],
  [Buffer.from([0x16, 0x03]), "TLS"],
  ...["GET ", "POST ", "PUT ", "HEAD ", "OPTIONS ", "DELETE "].map((method) => [Buffer.from(method), "HTTP"] as const)
]

/** What these first bytes are, if they are none of remoting's: as a length each would be far too long. */
export const foreignIn = (chunk: Buffer): Foreign | undefined => STARTS.find(([start]) => chunk.subarray(0, start.length).equals(start))?.[1]

const WHY = "This port serves RocketMQ's remoting protocol (rocketmq-client 4.x and 5.x of Java, Go, Node, ...)."
const REMEDY = "gRPC clients (rocketmq-clients, rocketmq-client-java) need RocketMQ's Proxy, which does not exist here"

/** A TLS alert: handshake_failure, fatal. */
const TLS_ALERT = Buffer.from([0x15, 0x03, 0x03, 0, 2, 2, 40])

/** `chunk` has come from a client of this protocol: it is answered. What comes next goes to what this returns. */
export const refuse = (protocol: Foreign, connection: Connection, chunk: Buffer): { readonly received: (chunk: Buffer) => void; readonly closed: () => void } => {
  if (protocol === "gRPC") return refuseGrpc(connection, chunk)
  const text = `${WHY} ${REMEDY}.\n`
  connection.send(protocol === "TLS" ? TLS_ALERT : Buffer.from(`HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`))
  connection.close()
  return { received: () => {}, closed: () => {} }
}

/** Every call is answered UNIMPLEMENTED, so that no client tries again. */
const refuseGrpc: (connection: Connection, chunk: Buffer) => ReturnType<typeof refuse> = (connection, chunk) => {
  const stream = new Duplex({
    read: () => {},
    write: (bytes: Buffer, _encoding, done) => {
      connection.send(bytes)
      done()
    },
    destroy: (_error, done) => {
      connection.close()
      done(null)
    }
  })
  const session = performServerHandshake(stream)
  session.on("error", () => {})
  session.on("stream", (call) => {
    call.on("error", () => {})
    call.respond({ ":status": constants.HTTP_STATUS_OK, "content-type": "application/grpc", "grpc-status": "12", "grpc-message": `${WHY} ${REMEDY}` }, { endStream: true })
  })
  stream.push(chunk)
  return { received: (more) => void stream.push(more), closed: () => session.destroy() }
}
