/**
 * Free ports, several at once: all are held until the last one is found, so that none comes twice.
 *
 * @module
 */
import { createServer, type Server } from "node:net"

export const freePorts = async (count: number, host: string): Promise<readonly number[]> => {
  const servers: Server[] = []
  try {
    const ports: number[] = []
    for (let i = 0; i < count; i++) {
      const server = createServer()
      servers.push(server)
      ports.push(
        await new Promise<number>((resolve, reject) => {
          server.once("error", reject)
          server.listen(0, host, () => {
            const bound = server.address()
            resolve(typeof bound === "object" && bound !== null ? bound.port : 0)
          })
        })
      )
    }
    return ports
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  }
}
