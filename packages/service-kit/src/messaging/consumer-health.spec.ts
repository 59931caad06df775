import { expect, it } from 'vitest';
import { consumerDetail } from './consumer-health.js';

it('says nothing of a consumer without trouble', () => {
  expect(consumerDetail({ paused: [], waiting: [], lostRecords: 0 })).toBeUndefined();
});

it('says of each trouble what it is, why, and what to do', () => {
  const detail = consumerDetail({
    paused: [{ type: 'parcel.sent', cause: 'TypeError: x is undefined' }],
    waiting: [{ topic: 'parcels.dlq', partition: 2, count: 3, cause: 'unknown topic' }],
    lostRecords: 7,
  });
  expect(detail).toContain('parcel.sent (TypeError: x is undefined). They wait and are retried until one succeeds.');
  expect(detail).toContain(
    'deleted 7 records before they were read. The log says where; publish their content again (`',
  );
  expect(detail).toContain('3 for parcels.dlq[2] (unknown topic). Check that the topic exists');
});
