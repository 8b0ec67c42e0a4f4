/** What the tests use of npm's client, which brings no types. */
declare module 'xen-api' {
  interface XapiRecord {
    readonly $type: string;
    readonly $ref: string;
    readonly [field: string]: unknown;
  }
  interface Xapi extends NodeJS.EventEmitter {
    readonly pool: XapiRecord;
    readonly sessionId: string;
    readonly objects: { readonly all: Readonly<Record<string, XapiRecord>> };
    readonly objectsFetched: Promise<void>;
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    call(method: string, ...params: unknown[]): Promise<unknown>;
    getAllRecords(type: string): Promise<XapiRecord[]>;
    getResource(
      path: string,
      options: { query: Record<string, string>; host?: XapiRecord },
    ): Promise<{
      readonly statusCode: number;
      readonly body: { text(): Promise<string> };
      readonly task: Promise<string>;
    }>;
  }
  function createClient(options: {
    url: string;
    auth?: { user: string; password: string };
    watchEvents?: boolean | string[];
    debounce?: number;
  }): Xapi;
}
