/** By the beginning of a region's name: partition, and suffix of its addresses. AWS SDK, partitions.json. */
const PARTITIONS: readonly (readonly [prefix: string, partition: string, suffix: string])[] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['us-isob-', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['us-isof-', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['us-iso-', 'aws-iso', 'c2s.ic.gov'],
  ['eu-isoe-', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['eusc-', 'aws-eusc', 'amazonaws.eu'],
];

/** The partition that a region is in, and its `AWS::URLSuffix`. */
export function partitionOf(region: string): { partition: string; urlSuffix: string } {
  const [, partition = 'aws', urlSuffix = 'amazonaws.com'] = PARTITIONS.find(([prefix]) => region.startsWith(prefix)) ?? [];
  return { partition, urlSuffix };
}
