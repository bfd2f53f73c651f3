<?php
/**
 * Tells Affluent which order changed. The shop never waits longer than a second and never fails because of it:
 * what a call misses, polling finds. PrestaShop 1.7 to 9, one file: modules/affluenthook/affluenthook.php.
 */
if (!defined('_PS_VERSION_')) {
    exit;
}

class AffluentHook extends Module
{
    private const HOOKS = [
        'actionValidateOrder' => 'order.created',
        'actionOrderStatusPostUpdate' => 'order.status',
        'actionOrderEdited' => 'order.edited',
        'actionOrderSlipAdd' => 'order.refunded',
        'actionAdminOrdersTrackingNumberUpdate' => 'order.tracking',
    ];
    private const FIELDS = ['AFFLUENTHOOK_URL' => 'Address', 'AFFLUENTHOOK_SECRET' => 'Webhook secret'];

    /** @var array<int, string> order => topic: told when the page is done, once, and with the order stored whole */
    private static $waiting = [];

    public function __construct()
    {
        $this->name = 'affluenthook';
        $this->tab = 'administration';
        $this->version = '1.0.0';
        $this->author = 'Affluent';
        $this->bootstrap = true;
        $this->ps_versions_compliancy = ['min' => '1.7.0.0', 'max' => _PS_VERSION_];
        parent::__construct();
        $this->displayName = 'Affluent webhook';
        $this->description = 'Tells the hub which order changed.';
    }

    public function install()
    {
        return parent::install() && $this->registerHook(array_keys(self::HOOKS));
    }

    public function uninstall()
    {
        foreach (array_keys(self::FIELDS) as $name) {
            Configuration::deleteByName($name);
        }

        return parent::uninstall();
    }

    public function hookActionValidateOrder($params)
    {
        $this->note('actionValidateOrder', $params);
    }

    public function hookActionOrderStatusPostUpdate($params)
    {
        $this->note('actionOrderStatusPostUpdate', $params);
    }

    public function hookActionOrderEdited($params)
    {
        $this->note('actionOrderEdited', $params);
    }

    public function hookActionOrderSlipAdd($params)
    {
        $this->note('actionOrderSlipAdd', $params);
    }

    public function hookActionAdminOrdersTrackingNumberUpdate($params)
    {
        $this->note('actionAdminOrdersTrackingNumberUpdate', $params);
    }

    private function note($hook, $params)
    {
        try {
            $order = (int) ($params['id_order'] ?? $params['order']->id ?? 0);
            if ($order <= 0) {
                return;
            }
            if (!self::$waiting) {
                register_shutdown_function([$this, 'tell']);
            }
            self::$waiting += [$order => self::HOOKS[$hook]];
        } catch (Throwable $trouble) {
            PrestaShopLogger::addLog('affluenthook: ' . $trouble->getMessage(), 2);
        }
    }

    /** Sends what was noted while the page was made; public only because PHP calls it at its end. */
    public function tell()
    {
        try {
            $url = (string) Configuration::get('AFFLUENTHOOK_URL');
            $secret = (string) Configuration::get('AFFLUENTHOOK_SECRET');
            if ($url === '' || $secret === '') {
                return;
            }
            if (function_exists('fastcgi_finish_request')) {
                fastcgi_finish_request(); // the visitor has the page and waits for nothing
            }
            foreach (self::$waiting as $order => $topic) {
                if (!$this->send($url, $secret, $topic, json_encode(['id_order' => $order]))) {
                    return; // the hub is not there: the others would wait in vain
                }
            }
        } catch (Throwable $trouble) {
            error_log('affluenthook: ' . $trouble->getMessage());
        }
    }

    private function send($url, $secret, $topic, $body)
    {
        $call = curl_init($url);
        curl_setopt_array($call, [
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => $body,
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_NOSIGNAL => true,
            CURLOPT_CONNECTTIMEOUT_MS => 500,
            CURLOPT_TIMEOUT_MS => 1000,
            CURLOPT_HTTPHEADER => [
                'Content-Type: application/json',
                'X-Affluent-Topic: ' . $topic,
                'X-Affluent-Event-Id: ' . bin2hex(random_bytes(16)),
                'X-Affluent-Signature: ' . base64_encode(hash_hmac('sha256', $body, $secret, true)),
            ],
        ]);
        $told = curl_exec($call) !== false && curl_getinfo($call, CURLINFO_RESPONSE_CODE) < 300;
        if (!$told) {
            PrestaShopLogger::addLog('affluenthook: order not told, polling finds it. ' . curl_error($call), 2);
        }

        return $told;
    }

    /** The Configure page: two fields. */
    public function getContent()
    {
        $done = '';
        if (Tools::isSubmit('submitAffluentHook')) {
            foreach (array_keys(self::FIELDS) as $name) {
                Configuration::updateValue($name, trim((string) Tools::getValue($name)));
            }
            $done = $this->displayConfirmation('Saved.');
        }
        $form = new HelperForm();
        $form->module = $this;
        $form->token = Tools::getAdminTokenLite('AdminModules');
        $form->currentIndex = AdminController::$currentIndex . '&configure=' . $this->name;
        $form->submit_action = 'submitAffluentHook';
        $inputs = [];
        foreach (self::FIELDS as $name => $label) {
            $form->fields_value[$name] = Configuration::get($name);
            $inputs[] = ['type' => 'text', 'name' => $name, 'label' => $label, 'required' => true];
        }
        $fields = ['legend' => ['title' => $this->displayName], 'input' => $inputs, 'submit' => ['title' => 'Save']];

        return $done . $form->generateForm([['form' => $fields]]);
    }
}
