import { catalog as ours, type Catalog } from '@fairway/catalog';
import { allGroups } from './rules/all-groups.js';
import { ruleFile } from './rules/render-rules.js';
import { watchedServices } from './rules/watched-service.js';

/** A file to commit; the path starts at the root of the repository. */
export interface RenderedFile {
  readonly path: string;
  readonly content: string;
}

/** Every rendered file of `observability/`. */
export function renderObservability(catalog: Pick<Catalog, 'services'> = ours): RenderedFile[] {
  return allGroups(watchedServices(catalog)).map((group) => ({
    path: `observability/rules/${group.name}.yaml`,
    content: ruleFile(group),
  }));
}
