import { cpus, totalmem } from "node:os"

/** The kind of this machine: `AMD EPYC 7B13, 2 cores, 24 GiB`. */
export const machine = (): string => `${cpus()[0]?.model.trim() ?? "unknown"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`

/** With today's date: `AMD EPYC 7B13, 2 cores, 24 GiB, Node 20.20.2, 2026-11-23`. */
export const machineToday = (): string => `${machine()}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`
