import type { Resource } from '../plan/plan.js';
import { blocks, texts } from './attributes.js';
import type { Finding } from './finding.js';

/**
 * The trail records who managed what in every region and who accessed the state, and shows when a record was changed.
 */
export function problemsOfTrail(address: string, values: Resource['values']): Finding[] {
  const found = (isRight: boolean, problem: string, fix: string): Finding[] =>
    isRight ? [] : [{ address, problem, fix }];
  return [
    ...['is_multi_region_trail', 'include_global_service_events', 'enable_log_file_validation'].flatMap((argument) =>
      found(values[argument] === true, `${argument} is not true`, `Set ${argument} to true.`),
    ),
    ...found(values['enable_logging'] !== false, 'is disabled', 'Remove enable_logging.'),
    ...found(
      recordsObjects(values),
      'does not record who reads and writes the state',
      'Select the Data events of AWS::S3::Object, both reads and writes.',
    ),
    ...found(
      recordsAllManagement(values),
      'does not record every call that manages resources',
      'Select all Management events, without other fields.',
    ),
  ];
}

/** One selector for all Management events; a further field, such as readOnly, excludes some. */
function recordsAllManagement(trail: Resource['values']): boolean {
  const selectors = blocks(trail, 'advanced_event_selector').map((selector) => blocks(selector, 'field_selector'));
  return selectors.some(
    (fields) =>
      fields.length === 1 &&
      fields.every((field) => field['field'] === 'eventCategory' && texts(field, 'equals').join() === 'Management'),
  );
}

/** Reads and writes of objects; the trail's own test checks which ones. */
function recordsObjects(trail: Resource['values']): boolean {
  const selectors = blocks(trail, 'advanced_event_selector').map((selector) => blocks(selector, 'field_selector'));
  return selectors.some(
    (fields) =>
      fields.some((field) => texts(field, 'equals').includes('AWS::S3::Object')) &&
      !fields.some((field) => field['field'] === 'readOnly'),
  );
}
