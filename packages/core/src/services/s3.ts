import type { Question } from '../lookups/index.js';
import { question, type ServicesInput } from './ask.js';
import { requireClient } from './client.js';
import { notAws } from './lookup-failed.js';

/** The text of an object of S3; its bucket may be in another region. */
export function objectQuestion(input: ServicesInput, bucket: string, key: string): Question<string | undefined> {
  const what = `The object ${key} of the bucket ${bucket}`;
  return question<string | undefined>(input, {
    service: 'S3',
    key: ['object', bucket, key],
    what,
    permission: 's3:GetObject',
    region: undefined,
    // Whatever is in it.
    isSecret: () => true,
    run: async (settings, abortSignal) => {
      const { GetObjectCommand, S3Client } = requireClient('@aws-sdk/client-s3', input.projectDir, what);
      // Behind an endpoint of one's own there are no names of hosts for buckets.
      const client = new S3Client({ ...settings, followRegionRedirects: true, forcePathStyle: settings.endpoint !== undefined });
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
        // Every object has one; the page of a proxy has none.
        if (ETag === undefined) throw notAws({ service: 'S3', what }, settings.endpoint, settings.region);
        return await Body?.transformToString();
      } catch (error) {
        if ((error as { name?: unknown }).name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
  });
}
