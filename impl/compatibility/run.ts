/**
 * One run of all commands of one version against a cluster.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type AdminCommand, commands, type Placeholders } from "./commands.ts"
import { mqAdmin } from "./mqadmin.ts"

export type Version = "4.9.7" | "5.5.0"

export interface Row {
  readonly command: AdminCommand
  readonly worked: boolean
  readonly printed: string
}

/** A command that asks several brokers, or a group's consumers, waits for each of them. */
const PATIENCE_MS = 15_000

const fill = (text: string, values: { readonly [K in keyof Placeholders]?: string | undefined }, quote: (value: string) => string = (value) => value): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name as keyof Placeholders]
    return value === undefined ? whole : quote(value)
  })

const escape = (value: string): string => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

export interface Target {
  readonly nameServer: string
  readonly broker: string
  readonly brokerName: string
  readonly cluster: string
}

export const run = async (version: Version, dir: string, target: Target): Promise<readonly Row[]> => {
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, "topics.json"), JSON.stringify([{ topicName: "ListedTopic", readQueueNums: 2, writeQueueNums: 2, perm: 6 }]))
  writeFileSync(join(dir, "groups.json"), JSON.stringify([{ groupName: "ListedGroup", consumeEnable: true }]))
  const values: { -readonly [K in keyof Placeholders]?: string | undefined } = { ...target, dir, port: target.nameServer.slice(target.nameServer.lastIndexOf(":") + 1) }
  const admin = mqAdmin(version, dir, target.nameServer)
  const rows: Row[] = []
  try {
    for (const command of commands) {
      if (command.only !== undefined && command.only !== version) continue
      const { ended, printed } = await admin.run(
        command.args.split(" ").map((arg) => fill(arg, values)),
        command.runsMs ?? PATIENCE_MS
      )
      // A sent message's unique key is in sendMessage's table, its offset id in what queryMsgByUniqueKey and -Offset print.
      values.uniqueKey ??= /SEND_OK\s+(\w+)/.exec(printed)?.[1]
      values.offsetMsgId ??= /OffsetID:\s+(\w{32})/.exec(printed)?.[1]
      values.clientId ??= /^client (\S+)/m.exec(printed)?.[1]
      const expected = new RegExp(fill(command.expect.source, values, escape), command.expect.flags)
      rows.push({ command, printed, worked: expected.test(printed) && (ended || command.runsMs !== undefined) })
    }
  } finally {
    admin.close()
  }
  return rows
}
