/**
 * Questions to the explorer's server; see `../api.ts`.
 *
 * @module
 */
import type { At, Place, Preview, Problem, Ran, SeekEnd, SeekLine, Start } from "../api.ts"

const answered = async (response: Response): Promise<Response> => {
  if (response.ok) return response
  const problem = (await response.json().catch(() => ({ error: `the server says ${response.status}` }))) as Problem
  throw new Error(problem.error)
}

const post = (name: string, body: object, signal?: AbortSignal): Promise<Response> =>
  fetch(`api/${name}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), ...(signal === undefined ? {} : { signal }) }).then(answered, (thrown: unknown) => {
    if (thrown instanceof DOMException && thrown.name === "AbortError") throw thrown
    throw new Error("the explorer does not answer: is it still running?")
  })

const ask = async <Answer,>(name: string, body: object): Promise<Answer> => (await (await post(name, body)).json()) as Answer

export const askStart = async (): Promise<Start> => (await (await answered(await fetch("api/start"))).json()) as Start
export const askAt = (place: Place, known: number): Promise<At> => ask("at", { ...place, known })
export const askPreview = (place: Place, choice: number): Promise<Preview> => ask("preview", { ...place, choice })
export const askRun = (place: Place, steps: number, seed: number, faults: boolean): Promise<Ran> => ask("run", { ...place, steps, seed, faults })
export const askFields = (place: Place): Promise<{ readonly [slot: string]: readonly (readonly [string, string])[] }> => ask("fields", place)
export const askFile = async (place: Place): Promise<string> => (await post("file", place)).text()

/** Lines come as the search goes on; the last has the end. */
export const askSeek = async (place: Place, condition: string | undefined, signal: AbortSignal, onLine: (line: SeekLine) => void): Promise<SeekEnd> => {
  const response = await post("seek", { ...place, ...(condition === undefined ? {} : { condition }) }, signal)
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader()
  let rest = ""
  for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
    const lines = (rest + value).split("\n")
    rest = lines.pop() ?? ""
    for (const text of lines) {
      const line = JSON.parse(text) as SeekLine
      if (line.done !== undefined) return line.done
      onLine(line)
    }
  }
  throw new Error("the search broke off")
}
