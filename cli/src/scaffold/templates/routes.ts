import { sampleExpression } from '../event-sample.js';
import { camelCase, lines } from '../names.js';
import type { ServicePlan } from '../service-plan.js';
import { contractPrefix } from './app.js';

/** Names of a service's HTTP contract; schemas that only a public route needs are not exported by an internal one. */
function names(plan: ServicePlan) {
  const prefix = contractPrefix(plan);
  const value = (suffix: string) => camelCase(`${prefix}${suffix}`);
  return {
    createSchema: `create${prefix}EntrySchema`,
    createType: `Create${prefix}Entry`,
    entrySchema: value('EntrySchema'),
    entryType: `${prefix}Entry`,
    listSchema: value('EntryListSchema'),
    listType: `${prefix}EntryList`,
    greetingSchema: value('GreetingSchema'),
    greetingType: `${prefix}Greeting`,
  };
}

export function httpContract(plan: ServicePlan): string {
  const { createSchema, createType, entrySchema, entryType, listSchema, listType, ...greeting } = names(plan);
  const exported = plan.isPublic ? 'export ' : '';
  if (plan.database === undefined)
    return `import { z } from 'zod';

/** What the service answers. */
${exported}const ${greeting.greetingSchema} = z.object({ text: z.string().describe('Greets the account.') });
export type ${greeting.greetingType} = z.infer<typeof ${greeting.greetingSchema}>;
`;
  return `import { z } from 'zod';
import { printableText } from '../text.js';

/** An entry as the account sends it. */
export const ${createSchema} = z.strictObject({ text: printableText(200) });
export type ${createType} = z.infer<typeof ${createSchema}>;

/** An entry as it is kept. */
${exported}const ${entrySchema} = z.object({
  id: z.uuid().describe('Id of the entry.'),
  text: z.string().describe('As it was given.'),
  createdAt: z.iso.datetime().describe('When it was made, UTC.'),
});
export type ${entryType} = z.infer<typeof ${entrySchema}>;

/** The entries of an account. */
${exported}const ${listSchema} = z.object({
  items: z.array(${entrySchema}).describe('Newest first, 100 at most.'),
});
export type ${listType} = z.infer<typeof ${listSchema}>;
`;
}

/** The lines of the public API, and the schemas that they need. */
export function publicRouteLines(plan: ServicePlan): { readonly schemas: readonly string[]; readonly lines: string[] } {
  const { createSchema, entrySchema, listSchema, greetingSchema } = names(plan);
  const prefix = contractPrefix(plan);
  const common = `path: '${plan.path}', service: '${plan.name}', access: 'account'`;
  const line = (text: string) => `{\n${text},\n ${common}, problems: [],\n}`;
  if (plan.database === undefined)
    return {
      schemas: [greetingSchema],
      lines: [
        line(`operationId: 'get${prefix}Greeting', summary: 'Greet the signed-in account', method: 'GET',
          success: { status: 200, description: 'The greeting', body: ${greetingSchema} }`),
      ],
    };
  return {
    schemas: [createSchema, entrySchema, listSchema],
    lines: [
      line(`operationId: 'create${prefix}Entry', summary: 'Make an entry', method: 'POST', body: ${createSchema},
        success: { status: 201, description: 'The entry', body: ${entrySchema} }`),
      line(`operationId: 'list${prefix}Entries', summary: 'The signed-in account’s entries, newest first', method: 'GET',
        success: { status: 200, description: 'The entries', body: ${listSchema} }`),
    ],
  };
}

/** Its files under `src/`, by path. */
export function routeFiles(plan: ServicePlan): Record<string, string> {
  return plan.database === undefined ? greetingFiles(plan) : entryFiles(plan);
}

function greetingFiles(plan: ServicePlan): Record<string, string> {
  const { greetingType } = names(plan);
  return {
    'greeting/greeting.controller.ts': `import type { ${greetingType} } from '@fairway/contracts';
import { type Account, CurrentAccount } from '@fairway/service-kit';
import { Controller, Get } from '@nestjs/common';

@Controller('${plan.path}')
export class GreetingController {
  @Get()
  greet(@CurrentAccount() { id }: Account): ${greetingType} {
    return { text: \`Hello, \${id}\` };
  }
}
`,
    'greeting/greeting.module.ts': `import { Module } from '@nestjs/common';
import { GreetingController } from './greeting.controller.js';

@Module({ controllers: [GreetingController] })
export class GreetingModule {}
`,
  };
}

function entryFiles(plan: ServicePlan): Record<string, string> {
  const { createSchema, createType, entryType, listType } = names(plan);
  return {
    'entries/entry.entity.ts': `import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('entries')
export class EntryEntity {
  /** Version 7: in the order of time. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'account_id' })
  accountId!: string;

  @Column('text')
  text!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: Date;
}
`,
    'entries/entries.controller.ts': `import { type ${createType}, ${createSchema}, type ${entryType}, type ${listType} } from '@fairway/contracts';
import { type Account, CurrentAccount } from '@fairway/service-kit';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { EntriesService } from './entries.service.js';
import type { EntryEntity } from './entry.entity.js';

@Controller('${plan.path}')
export class EntriesController {
  constructor(private readonly entries: EntriesService) {}

  @Post()
  async create(
    @CurrentAccount() { id }: Account,
    @Body({ schema: ${createSchema} }) { text }: ${createType},
  ): Promise<${entryType}> {
    return viewOf(await this.entries.create(id, text));
  }

  @Get()
  async list(@CurrentAccount() { id }: Account): Promise<${listType}> {
    return { items: (await this.entries.list(id)).map(viewOf) };
  }
}

function viewOf({ id, text, createdAt }: EntryEntity): ${entryType} {
  return { id, text, createdAt: createdAt.toISOString() };
}
`,
    'entries/entries.service.ts': entriesService(plan),
    'entries/entries.module.ts': `import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EntriesController } from './entries.controller.js';
import { EntriesService } from './entries.service.js';
import { EntryEntity } from './entry.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([EntryEntity])],
  controllers: [EntriesController],
  providers: [EntriesService],
})
export class EntriesModule {}
`,
  };
}

function entriesService({ name, produces }: ServicePlan): string {
  const publishes = produces.length > 0;
  const constants = produces.map(({ type }) => camelCase(type));
  const sources = { uuid: 'entry.id', dateTime: 'entry.createdAt.toISOString()' };
  const write = publishes
    ? `// The entry and its events are written together, or neither is.
    await this.database.transaction(async (manager) => {
      await manager.insert(EntryEntity, entry);
      ${produces.map((event, index) => `await this.outbox.add(manager, ${constants[index]}, ${sampleExpression(event, sources)});`).join('\n      ')}
    });`
    : 'await this.database.manager.insert(EntryEntity, entry);';
  return `${lines(
    `import { randomUUIDv7 } from 'node:crypto';`,
    publishes && `import type { Produced } from '@fairway/catalog';`,
    publishes && `import { ${constants.join(', ')} } from '@fairway/contracts';`,
    publishes && `import { Outbox } from '@fairway/messaging';`,
  )}
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EntryEntity } from './entry.entity.js';

@Injectable()
export class EntriesService {
  constructor(
    private readonly database: DataSource,
    ${publishes ? `private readonly outbox: Outbox<Produced<'${name}'>>,` : ''}
  ) {}

  async create(accountId: string, text: string): Promise<EntryEntity> {
    const entry: EntryEntity = { id: randomUUIDv7(), accountId, text, createdAt: new Date() };
    ${write}
    return entry;
  }

  /** Newest first. */
  list(accountId: string): Promise<EntryEntity[]> {
    return this.database.manager.find(EntryEntity, { where: { accountId }, order: { id: 'DESC' }, take: 100 });
  }
}
`;
}
