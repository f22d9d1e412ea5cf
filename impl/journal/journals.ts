/**
 * Where the journals of a cluster are.
 *
 * @module
 */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { JOURNAL_FILE } from "./journal.ts"

/** All journals under a cluster's data directory, node by node, life by life. */
export const journalsIn = (dir: string): readonly string[] => {
  if (!existsSync(dir)) throw new Error(`${dir}: no such directory`)
  const here = readdirSync(dir, { withFileTypes: true })
  return ["", ...here.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort()].flatMap((folder) =>
    readdirSync(join(dir, folder))
      .filter((name) => JOURNAL_FILE.test(name))
      .sort((a, b) => lifeOf(a) - lifeOf(b))
      .map((name) => join(dir, folder, name))
  )
}

const lifeOf = (name: string): number => Number(JOURNAL_FILE.exec(name)?.[1])
