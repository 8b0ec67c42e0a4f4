import type { Entity } from '../../model/entity.ts';
import { reasonText } from '../../model/reason-text.ts';
import type { Services } from '../context.ts';

/** The sentences of reasons as the source of an entity has them. */
export function reasonTexts(
  services: Pick<Services, 'sources'>,
  { source }: Pick<Entity, 'source'>,
): (reason: number) => string {
  const sentences = services.sources().find(({ id }) => id === source)?.sentences;
  return (reason) => reasonText(reason, sentences);
}
