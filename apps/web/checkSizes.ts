import type { Plugin, Rolldown } from 'vite';

/** In bytes, compressed: what a first visit may cost, and what a call may cost on top of it. */
const LIMITS = { entry: 95_000, room: 140_000 };

/** Fails the build when a page has grown too heavy for a slow line. */
export function checkSizes(): Plugin {
  return {
    name: 'confab:check-sizes',
    apply: 'build',
    async generateBundle(_options, bundle) {
      const entry = chunksFrom(bundle, (chunk) => chunk.isEntry);
      const room = chunksFrom(bundle, ({ name }) => name === 'LiveRoom' || name === 'SfuEngine');
      const sizes = {
        entry: await sizeOf(entry, bundle),
        room: await sizeOf(new Set([...room].filter((fileName) => !entry.has(fileName))), bundle),
      };
      for (const [name, bytes] of Object.entries(sizes)) {
        const limit = LIMITS[name as keyof typeof LIMITS];
        this.info(`${name}: ${(bytes / 1000).toFixed(1)} of ${limit / 1000} kB`);
        if (bytes > limit) this.error(`The ${name} of the page has ${bytes} bytes compressed, more than ${limit}.`);
      }
    },
  };
}

type Bundle = Rolldown.OutputBundle;

/** Those chunks, and all that is loaded with them. */
function chunksFrom(bundle: Bundle, isStart: (chunk: Rolldown.OutputChunk) => boolean): Set<string> {
  const found = new Set<string>();
  const add = (fileName: string) => {
    const chunk = bundle[fileName];
    if (found.has(fileName) || chunk?.type !== 'chunk') return;
    found.add(fileName);
    for (const imported of chunk.imports) add(imported);
  };
  for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk' && isStart(chunk)) add(chunk.fileName);
  return found;
}

async function sizeOf(fileNames: ReadonlySet<string>, bundle: Bundle): Promise<number> {
  const sizes = await Promise.all(
    [...fileNames].map(async (fileName) => {
      const chunk = bundle[fileName];
      return chunk?.type === 'chunk' ? compressedSize(chunk.code) : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function compressedSize(code: string): Promise<number> {
  const compressed = new Blob([code]).stream().pipeThrough(new CompressionStream('gzip'));
  return (await new Response(compressed).arrayBuffer()).byteLength;
}
