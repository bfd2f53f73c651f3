import django.db.models.deletion
import hub.models.columns
import odoo_bridge.models.policy
from django.db import migrations, models
from odoo_bridge.external_ids import ExternalIds


def split(apps, schema_editor):
    """A link named the Odoo id itself: now it leads to a row for the partner."""
    PartnerLink = apps.get_model('odoo_bridge', 'PartnerLink')
    Partner = apps.get_model('odoo_bridge', 'Partner')
    for link in PartnerLink.objects.select_related('connection').iterator():
        partner, _ = Partner.objects.get_or_create(
            connection=link.connection,
            partner_id=link.odoo_id,
            defaults={'address_hash': link.address_hash},
        )
        if link.rule == 'created':
            ids = ExternalIds(link.connection.prefix, 'customers')
            partner.external_id, partner.ours = ids.of('cust', link.key), True
            partner.save(update_fields=['external_id', 'ours'])
        link.partner, link.basis = partner, link.key
        link.save(update_fields=['partner', 'basis'])


class Migration(migrations.Migration):

    dependencies = [
        ('odoo_bridge', '0002_deliver_from'),
    ]

    operations = [
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner_id', models.PositiveBigIntegerField(verbose_name='Odoo partner id')),
                ('name', models.CharField(blank=True, max_length=255, verbose_name='name')),
                ('is_company', models.BooleanField(default=False, verbose_name='company')),
                ('vat_id', models.CharField(blank=True, max_length=32, verbose_name='VAT id')),
                ('postcode', models.CharField(blank=True, editable=False, max_length=32)),
                ('external_id', hub.models.columns.ExactCharField(blank=True, editable=False, max_length=191)),
                ('ours', models.BooleanField(default=False, verbose_name='created by the hub')),
                ('address_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('told', models.JSONField(blank=True, default=dict, editable=False)),
                ('told_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('gone', models.BooleanField(default=False, verbose_name='gone from Odoo')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='odoo_bridge.odooconnection', verbose_name='Odoo connection')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='odoo_bridge.partner', verbose_name='merged into')),
            ],
            options={
                'verbose_name': 'known customer',
                'verbose_name_plural': 'known customers',
                'indexes': [models.Index(fields=['name'], name='partner_name')],
                'constraints': [models.UniqueConstraint(fields=('connection', 'partner_id'), name='partner_once')],
            },
        ),
        migrations.CreateModel(
            name='PartnerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('hash', models.CharField(max_length=64)),
                ('child_id', models.PositiveBigIntegerField()),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='odoo_bridge.partner')),
            ],
            options={
                'verbose_name': 'address of a customer',
                'verbose_name_plural': 'addresses of customers',
                'constraints': [models.UniqueConstraint(fields=('partner', 'kind', 'hash'), name='partner_address_once')],
            },
        ),
        migrations.AlterModelOptions(
            name='partnerlink',
            options={'verbose_name': 'key of a customer', 'verbose_name_plural': 'keys of customers'},
        ),
        migrations.RenameField(model_name='partnerlink', old_name='partner_id', new_name='odoo_id'),
        migrations.AlterField(
            model_name='partnerlink',
            name='connection',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partner_links', to='odoo_bridge.odooconnection', verbose_name='Odoo connection'),
        ),
        migrations.AddField(
            model_name='partnerlink',
            name='partner',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links', to='odoo_bridge.partner', verbose_name='known customer'),
        ),
        migrations.AddField(
            model_name='partnerlink',
            name='before',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='odoo_bridge.partner'),
        ),
        migrations.AddField(
            model_name='partnerlink',
            name='basis',
            field=hub.models.columns.ExactCharField(default='', editable=False, max_length=191),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='partnerlink',
            name='name',
            field=models.CharField(blank=True, max_length=255, verbose_name='name'),
        ),
        migrations.AddField(
            model_name='partnerlink',
            name='reasons',
            field=models.JSONField(blank=True, default=list, verbose_name='reasons'),
        ),
        migrations.AddField(
            model_name='partnerlink',
            name='chosen',
            field=models.BooleanField(default=False, verbose_name='chosen by a person'),
        ),
        migrations.RunPython(split, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name='partnerlink', name='odoo_id'),
        migrations.RemoveField(model_name='partnerlink', name='address_hash'),
        migrations.AddIndex(
            model_name='partnerlink',
            index=models.Index(fields=['connection', 'basis'], name='partner_link_basis'),
        ),
        migrations.AddField(
            model_name='shoppolicy',
            name='recognize_by',
            field=models.CharField(default='vat, customer, email, phone', help_text='Asked in this order; leave one out to ignore it. vat: VAT id; customer: account at the shop; email: e-mail and name; phone: phone and name.', max_length=64, validators=[odoo_bridge.models.policy.valid_rules], verbose_name='recognize customers by'),
        ),
    ]
