import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Writes `.br` and `.gz` beside each file of the build, as small as they get: the server sends them as they are. */
export function compressedFiles(): Plugin {
  return {
    name: 'compressed-files',
    apply: 'build',
    writeBundle({ dir = '' }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(html|js|css|svg)$/.test(name)) continue;
        const path = join(dir, name);
        const content = readFileSync(path);
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
        const forms = { br: brotliCompressSync(content, { params }), gz: gzipSync(content, { level: 9 }) };
        for (const [extension, bytes] of Object.entries(forms)) {
          if (bytes.length < content.length) writeFileSync(`${path}.${extension}`, bytes);
        }
      }
    },
  };
}
