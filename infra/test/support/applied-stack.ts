import { managedResources, type Resource, type Values } from '../../src/plan/plan.js';
import { blocks, texts, type Attributes } from '../../src/policy/attributes.js';

/** A stack with queries in terms of the network and of the specification. */
export class AppliedStack {
  readonly values: Values;
  readonly resources: readonly Resource[];

  constructor(values: Values) {
    this.values = values;
    this.resources = managedResources(values);
  }

  all(type: string): readonly Attributes[] {
    return this.resources.filter((resource) => resource.type === type).map(({ values }) => values);
  }

  /**
   * The only resource of a type, or the only one whose address contains a text. @throws Error when there is none, or
   * more than one
   */
  one(type: string, address = ''): Attributes {
    const found = this.resources.filter((resource) => resource.type === type && resource.address.includes(address));
    const [resource, ...others] = found;
    if (resource === undefined || others.length > 0)
      throw new Error(`The stack has ${found.length} resources of type ${type} ${address}, not one.`);
    return resource.values;
  }

  /** The ids of a tier's subnets by zone. */
  subnets(tier: string): Readonly<Record<string, { id: string; cidr: string }>> {
    const ofTier = this.resources.filter(
      ({ type, address }) => type === 'aws_subnet' && address.includes(`module.${tier}_subnets`),
    );
    return Object.fromEntries(
      ofTier.map(({ values }) => [
        String(values['availability_zone']),
        { id: String(values['id']), cidr: String(values['cidr_block']) },
      ]),
    );
  }

  ids(tier: string): string[] {
    return Object.values(this.subnets(tier)).map(({ id }) => id);
  }

  /** The rules of a group: direction, ports, peer. */
  rules(group: string): string[] {
    const names = new Map(this.all('aws_security_group').map((values) => [values['id'], String(values['name'])]));
    return this.resources
      .filter(
        ({ type, values }) =>
          type.startsWith('aws_vpc_security_group_') &&
          names.get(values['security_group_id'])?.endsWith(`-${group}`) === true,
      )
      .map(({ type, values }) => {
        const other =
          names.get(values['referenced_security_group_id'])?.replace(/^.*?-(dev|production)-/, '') ??
          String(values['cidr_ipv4']);
        const ports =
          values['from_port'] === values['to_port']
            ? values['from_port']
            : `${String(values['from_port'])}-${String(values['to_port'])}`;
        return `${type.includes('ingress') ? 'in' : 'out'} ${values['ip_protocol'] === '-1' ? 'all' : String(ports)} ${other}`;
      })
      .sort();
  }

  /** The first hop of the default route of each subnet of a tier, such as `nat-…`; undefined without one. */
  wayOut(tier: string): (string | undefined)[] {
    const tables = new Map(this.all('aws_route_table').map((values) => [values['id'], values]));
    const associations = new Map(
      this.all('aws_route_table_association').map((values) => [values['subnet_id'], values['route_table_id']]),
    );
    return this.ids(tier).map((subnet) => {
      const route = blocks(tables.get(associations.get(subnet)) ?? {}, 'route').find(
        (candidate) => candidate['cidr_block'] === '0.0.0.0/0',
      );
      return [...texts(route ?? {}, 'nat_gateway_id'), ...texts(route ?? {}, 'gateway_id')].find((id) => id !== '');
    });
  }
}

/** A nested block by its path, such as `encryption_info`, `encryption_in_transit`. */
export const block = (values: Attributes, ...names: string[]): Attributes =>
  names.reduce<Attributes>((inner, name) => blocks(inner, name)[0] ?? {}, values);
