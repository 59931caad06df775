// The same flow as a tutorial would build it: gateway, order service and event processor in Nest on Express, with
// TypeORM, KafkaJS and passport. The role is the first argument. It does less than Fairway: no idempotency keys, outbox,
// inbox, signatures, notifications or access log.
// oxlint-disable-next-line import/no-unassigned-import
import 'reflect-metadata';
import { HttpModule, HttpService } from '@nestjs/axios';
import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Inject,
  Injectable,
  Logger,
  Module,
  OnModuleInit,
  Post,
  Req,
  UseGuards,
  ValidationPipe,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientKafka, ClientsModule, EventPattern, KafkaOptions, Payload, Transport } from '@nestjs/microservices';
import { Kafka, logLevel } from 'kafkajs';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { Type } from 'class-transformer';
import { ArrayMinSize, IsInt, IsNotEmpty, IsString, Length, Max, Min, ValidateNested } from 'class-validator';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { firstValueFrom } from 'rxjs';
import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  ManyToOne,
  OneToMany,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Repository,
} from 'typeorm';

const env = process.env as Record<string, string>;
const [, , role] = process.argv;
// The prices are those of two products that Fairway reads from its database.
const pricesMinor: Record<string, number> = { tea: 895, cup: 1450 };

class ItemDto {
  @IsString() @IsNotEmpty() sku!: string;
  @IsInt() @Min(1) @Max(1000) quantity!: number;
}
class CreateOrderDto {
  @IsString() @Length(3, 3) currency!: string;
  @ValidateNested({ each: true }) @ArrayMinSize(1) @Type(() => ItemDto) items!: ItemDto[];
}

@Entity('orders')
class Order {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @Column() userId!: string;
  @Column({ default: 'pending' }) status!: string;
  @Column() currency!: string;
  @Column() totalMinor!: number;
  @OneToMany(() => Item, (item) => item.order, { cascade: true }) items!: Item[];
  @CreateDateColumn() createdAt!: Date;
  @Column({ nullable: true, type: 'timestamptz' }) processedAt!: Date | null;
}
@Entity('order_items')
class Item {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Index() @ManyToOne(() => Order, (order) => order.items) order!: Order;
  @Column() sku!: string;
  @Column() quantity!: number;
  @Column() unitPriceMinor!: number;
}
@Entity('daily_analytics')
class Daily {
  @PrimaryColumn() day!: string;
  @Column({ default: 0 }) orders!: number;
  @Column({ type: 'bigint', default: 0 }) revenueMinor!: string;
}

@Injectable()
class JwtStrategy extends PassportStrategy(Strategy) {
  constructor() {
    super({ jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: env.JWT_SECRET });
  }
  validate(payload: { sub: string }) {
    return { id: payload.sub };
  }
}
const jwt = { imports: [PassportModule], providers: [JwtStrategy] };

const kafkaOptions = (groupId: string): KafkaOptions => ({
  transport: Transport.KAFKA,
  options: {
    client: { clientId: groupId, brokers: [env.KAFKA_BROKER], logLevel: 1 },
    consumer: { groupId, allowAutoTopicCreation: false },
    subscribe: { fromBeginning: true },
    send: { acks: -1 },
    postfixId: '',
  },
});
const kafkaClient = (groupId: string) =>
  ClientsModule.register([
    {
      name: 'KAFKA',
      ...kafkaOptions(groupId),
      options: { ...kafkaOptions(groupId).options, producerOnlyMode: true },
    } as never,
  ]);
const database = (entities: Function[]) =>
  TypeOrmModule.forRoot({
    type: 'postgres',
    url: env.DATABASE_URL,
    entities: entities as never,
    synchronize: true,
    logging: false,
  });

@Controller('api/orders')
class GatewayController {
  constructor(private readonly http: HttpService) {}
  @Post()
  @HttpCode(201)
  @UseGuards(AuthGuard('jwt'))
  async create(@Body() body: object, @Headers('authorization') authorization: string) {
    const { data } = await firstValueFrom(
      this.http.post(`${env.SERVICE_URL}/orders`, body, { headers: { authorization } }),
    );
    return data;
  }
}
@Module({ ...jwt, imports: [...jwt.imports, HttpModule], controllers: [GatewayController] })
class GatewayModule {}

@Injectable()
class OrdersService implements OnModuleInit {
  processed = 0;
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    @Inject('KAFKA') private readonly kafka: ClientKafka,
  ) {}
  async onModuleInit() {
    await this.kafka.connect();
  }
  async create(userId: string, dto: CreateOrderDto) {
    const totalMinor = dto.items.reduce((total, item) => total + item.quantity * (pricesMinor[item.sku] ?? 0), 0);
    const items = dto.items.map((item) => ({ ...item, unitPriceMinor: pricesMinor[item.sku] ?? 0 }));
    const order = await this.orders.save(this.orders.create({ ...dto, items, userId, totalMinor }));
    this.kafka.emit('naive.order.created', { key: order.id, value: { ...order } });
    return order;
  }
  async outcome() {
    const [row] = await this.orders.query(`
      SELECT (SELECT count(*) FROM orders WHERE status = 'processed')::integer AS processed,
             (SELECT coalesce(sum(orders), 0) FROM daily_analytics)::integer AS effects`);
    return row;
  }
  async markProcessed(id: string) {
    const order = await this.orders.findOne({ where: { id } });
    if (!order) return;
    order.status = 'processed';
    order.processedAt = new Date();
    await this.orders.save(order);
    this.processed += 1;
  }
}
@Controller()
class OrdersController {
  private readonly logger = new Logger('Orders');
  constructor(private readonly orders: OrdersService) {}
  @Post('orders')
  @UseGuards(AuthGuard('jwt'))
  create(@Req() request: { user: { id: string } }, @Body() dto: CreateOrderDto) {
    return this.orders.create(request.user.id, dto);
  }
  @EventPattern('naive.order.processed')
  async processed(@Payload() event: { orderId: string }) {
    this.logger.log(`order ${event.orderId} processed`);
    await this.orders.markProcessed(event.orderId);
  }
  @Get('count') count() {
    return { processed: this.orders.processed };
  }
  @Get('outcome') outcome() {
    return this.orders.outcome();
  }
}
@Module({
  ...jwt,
  imports: [
    ...jwt.imports,
    database([Order, Item]),
    TypeOrmModule.forFeature([Order, Item]),
    kafkaClient('naive-orders-producer'),
  ],
  providers: [...jwt.providers, OrdersService],
  controllers: [OrdersController],
})
class OrdersModule {}

@Controller()
class ProcessorController implements OnModuleInit {
  private readonly logger = new Logger('Processor');
  constructor(
    @InjectRepository(Daily) private readonly daily: Repository<Daily>,
    @Inject('KAFKA') private readonly kafka: ClientKafka,
    private readonly http: HttpService,
  ) {}
  async onModuleInit() {
    await this.kafka.connect();
  }
  @EventPattern('naive.order.created')
  async created(@Payload() order: { id: string; totalMinor: number; createdAt: string }) {
    this.logger.log(`order ${order.id} created`);
    const day = order.createdAt.slice(0, 10);
    const row =
      (await this.daily.findOne({ where: { day } })) ?? this.daily.create({ day, orders: 0, revenueMinor: '0' });
    row.orders += 1;
    row.revenueMinor = String(Number(row.revenueMinor) + order.totalMinor);
    await this.daily.save(row);
    await firstValueFrom(this.http.post(env.SINK_URL, { type: 'order.created', data: order }));
    this.kafka.emit('naive.order.processed', { key: order.id, value: { orderId: order.id } });
  }
}
@Module({
  imports: [database([Daily]), TypeOrmModule.forFeature([Daily]), HttpModule, kafkaClient('naive-processor-producer')],
  controllers: [ProcessorController],
})
class ProcessorModule {}

async function createTopics() {
  const admin = new Kafka({ brokers: [env.KAFKA_BROKER], logLevel: logLevel.ERROR }).admin();
  await admin.connect();
  const topics = ['naive.order.created', 'naive.order.processed'].map((topic) => ({ topic, numPartitions: 6 }));
  await admin.createTopics({ topics, waitForLeaders: true });
  await admin.disconnect();
}

async function main() {
  if (role === 'processor') {
    const app = await NestFactory.createMicroservice(ProcessorModule, kafkaOptions('naive-processor'));
    await app.listen();
  } else {
    const app = await NestFactory.create(role === 'gateway' ? GatewayModule : OrdersModule);
    if (role === 'service') {
      await createTopics();
      app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
      app.connectMicroservice(kafkaOptions('naive-orders'));
      await app.startAllMicroservices();
    }
    await app.listen(Number(env.PORT), '127.0.0.1');
  }
  console.log('ready');
}
void main();
