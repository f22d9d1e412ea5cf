/**
 * Commands that people wait for are in one piece in what is built: hundreds of modules take longer to load than to run. From the
 * sources, or where a build has left the pieces out, they are loaded one by one.
 *
 * @module
 */
import { existsSync } from "node:fs"

/** The bundle of this name if there is one, or else what `modules` loads. Both are the same code. */
export const bundled = async <Exports>(name: string, modules: () => Promise<Exports>): Promise<Exports> => {
  const bundle = new URL(`../bundled/${name}.js`, import.meta.url)
  return import.meta.url.endsWith(".js") && existsSync(bundle) ? ((await import(bundle.href)) as Exports) : modules()
}
