import type { Argv } from './step.js';
import type { Target } from './target.js';

/** @param filters such as `environment,Values=dev`, or a key alone */
export function taggedWith({ region }: Target, ...filters: string[]): Argv {
  return [
    'aws',
    'resourcegroupstaggingapi',
    'get-resources',
    '--region',
    region,
    '--tag-filters',
    ...filters.map((filter) => `Key=${filter}`),
  ];
}

export function taggedArns(stdout: string): string[] {
  const { ResourceTagMappingList } = JSON.parse(stdout) as { ResourceTagMappingList: { ResourceARN: string }[] };
  return ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN);
}
