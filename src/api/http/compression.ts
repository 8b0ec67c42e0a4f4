import type { FastifyReply } from 'fastify';
import { pipeline, Readable, type Duplex } from 'node:stream';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { chooseCoding, type ContentCoding } from '../../lib/text/content-coding.ts';
import type { App } from '../context.ts';
import { asStream } from './json-chunks.ts';

/** Bytes under which content is sent as it is: little is won, and a packet is sent all the same. */
const minBytes = 1024;
/** Compressors of long answers at a time, a megabyte of memory each: further answers are sent as they are. */
const maxStreams = 64;

const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_QUALITY } = zlib.constants;
/** The least bytes for the time: 70 MB/s of a table and a ninth of an exposition, where gzip makes 50 and a quarter. */
const brotli: zlib.BrotliOptions = { params: { [BROTLI_PARAM_QUALITY]: 4, [BROTLI_PARAM_LGWIN]: 18 } };
const gzip: zlib.ZlibOptions = { level: 4 };

interface Codec {
  readonly whole: (content: string | Buffer) => Promise<Buffer>;
  readonly stream: () => Duplex;
}

const codecs: Readonly<Record<ContentCoding, Codec>> = {
  br: {
    whole: (content) => promisify<zlib.InputType, zlib.BrotliOptions, Buffer>(zlib.brotliCompress)(content, brotli), // prettier-ignore
    stream: () => zlib.createBrotliCompress(brotli),
  },
  gzip: {
    whole: (content) => promisify<zlib.InputType, zlib.ZlibOptions, Buffer>(zlib.gzip)(content, gzip),
    stream: () => zlib.createGzip(gzip),
  },
};

/** Text that compresses well: JSON, CSV, XML, expositions. Event streams never get here: they are not the framework's answers. */
const isText = /^(text\/|application\/([\w.-]+\+)?(json|xml)\b|application\/openmetrics-text)/;

/**
 * Compresses texts for readers that take it, in zlib's own threads and no faster than they are read. An attack by length
 * (BREACH) needs a secret beside text of the attacker's choice in one answer: no answer has one but that of a login, which is
 * shorter than what is compressed and has nothing of the caller's.
 */
export function addCompression(app: App): void {
  let open = 0;
  app.addHook('onRequest', async ({ raw }) => {
    const { coding, isCodingRequired } = chooseCoding(raw.headers['accept-encoding']);
    // The server of files reads the header too, without all of its rules: it gets what they come to.
    raw.headers['accept-encoding'] = `${coding ?? 'identity'}${isCodingRequired ? ', identity;q=0' : ''}`;
  });
  app.addHook('onSend', async (request, reply, payload: unknown) => {
    const { coding, isCodingRequired } = chooseCoding(request.headers['accept-encoding']);
    if (!coding || !isCompressible(reply)) return payload;
    const least = isCodingRequired ? 1 : minBytes;
    const { whole, stream } = codecs[coding];
    if (typeof payload === 'string' || Buffer.isBuffer(payload)) {
      if (Buffer.byteLength(payload) < least) return payload;
      const body = await whole(payload);
      setCoding(reply, coding);
      return body;
    }
    if (!(payload instanceof Readable) || (open >= maxStreams && !isCodingRequired)) return payload;
    const start = await startOf(payload, least);
    if (start.isAll) return asStream(start.chunks);
    setCoding(reply, coding);
    if (request.method === 'HEAD') return abandoned(payload);
    const compressor = stream();
    open++;
    compressor.once('close', () => {
      open--;
      payload.destroy();
    });
    // The framework follows the compressor: its failure is that of the answer.
    return pipeline(start.chunks, compressor, () => {});
  });
}

/** Files have their compressed forms beside them, and lengths and parts of their own. */
function isCompressible(reply: FastifyReply): boolean {
  const { statusCode } = reply;
  return (
    statusCode !== 204 &&
    statusCode !== 304 &&
    !reply.hasHeader('content-encoding') &&
    !reply.hasHeader('accept-ranges') &&
    isText.test(String(reply.getHeader('content-type')))
  );
}

function setCoding(reply: FastifyReply, coding: ContentCoding): void {
  reply.removeHeader('content-length');
  void reply.header('content-encoding', coding);
}

/** An empty body instead of one that no one reads. */
function abandoned(payload: Readable): Readable {
  payload.destroy();
  return Readable.from([]);
}

/** Reads a stream until it has so many bytes. Its chunks are all of it, also those that were read for this. */
async function startOf(
  payload: Readable,
  least: number,
): Promise<{ chunks: AsyncIterable<string | Buffer>; isAll: boolean }> {
  const rest = payload[Symbol.asyncIterator]() as AsyncIterator<string | Buffer>;
  const first: (string | Buffer)[] = [];
  let isAll = false;
  for (let bytes = 0; bytes < least && !isAll;) {
    const { done, value } = await rest.next();
    if (done) isAll = true;
    else {
      first.push(value);
      bytes += Buffer.byteLength(value);
    }
  }
  return { chunks: joined(first, rest), isAll };
}

async function* joined<T>(first: readonly T[], rest: AsyncIterator<T>): AsyncGenerator<T, void, undefined> {
  yield* first;
  yield* { [Symbol.asyncIterator]: () => rest };
}
