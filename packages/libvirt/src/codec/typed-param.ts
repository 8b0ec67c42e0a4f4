import { ProtocolError } from '../error.ts';
import type { XdrReader } from '../xdr-reader.ts';
import type { XdrWriter } from '../xdr-writer.ts';
import { array, type Codec } from './codec.ts';

/** libvirt's names for the seven value types, by the number on the wire. */
export const PARAM_TYPE = { int: 1, uint: 2, llong: 3, ullong: 4, double: 5, boolean: 6, string: 7 } as const;
export type ParamType = (typeof PARAM_TYPE)[keyof typeof PARAM_TYPE];

/** A named value that carries its wire type; 64-bit values are exact. */
export type TypedParam =
  | { field: string; type: 1 | 2 | 5; value: number }
  | { field: string; type: 3 | 4; value: bigint }
  | { field: string; type: 6; value: boolean }
  | { field: string; type: 7; value: string };

export type ParamValue = TypedParam['value'];

/** Name, type and value; a type this table lacks cannot be skipped, so the message is refused. */
export const typedParam: Codec<TypedParam> = {
  minBytes: 12,
  encode(writer, param) {
    writer.string(param.field);
    writer.int32(param.type);
    encodeValue(writer, param);
  },
  decode(reader) {
    const field = reader.string();
    return decodeValue(reader, field, reader.int32());
  },
};

export function typedParams(max: number): Codec<TypedParam[]> {
  return array(typedParam, max);
}

function encodeValue(writer: XdrWriter, param: TypedParam): void {
  switch (param.type) {
    case PARAM_TYPE.int:
      return writer.int32(param.value);
    case PARAM_TYPE.uint:
      return writer.uint32(param.value);
    case PARAM_TYPE.llong:
      return writer.hyper(param.value);
    case PARAM_TYPE.ullong:
      return writer.uhyper(param.value);
    case PARAM_TYPE.double:
      return writer.double(param.value);
    case PARAM_TYPE.boolean:
      return writer.bool(param.value);
    case PARAM_TYPE.string:
      return writer.string(param.value);
    default:
      throw new RangeError(`Cannot write parameter: unknown type ${String((param as TypedParam).type)}`);
  }
}

function decodeValue(reader: XdrReader, field: string, type: number): TypedParam {
  switch (type) {
    case PARAM_TYPE.int:
      return { field, type, value: reader.int32() };
    case PARAM_TYPE.uint:
      return { field, type, value: reader.uint32() };
    case PARAM_TYPE.llong:
      return { field, type, value: reader.hyper() };
    case PARAM_TYPE.ullong:
      return { field, type, value: reader.uhyper() };
    case PARAM_TYPE.double:
      return { field, type, value: reader.double() };
    case PARAM_TYPE.boolean:
      return { field, type, value: reader.int32() !== 0 };
    case PARAM_TYPE.string:
      return { field, type, value: reader.string() };
    default:
      throw new ProtocolError(`Cannot read parameter "${field}": unknown type ${type}`);
  }
}
