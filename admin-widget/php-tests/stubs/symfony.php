<?php

declare(strict_types=1);

/* Classes of others whose methods the module calls: only for static analysis. */

namespace Symfony\Component\Form {
    interface FormBuilderInterface
    {
        /**
         * @param string|FormBuilderInterface $child
         * @param array<string, mixed> $options
         *
         * @return static
         */
        public function add($child, ?string $type = null, array $options = []);
    }
}

namespace Symfony\Component\Form\Extension\Core\Type {
    class HiddenType
    {
    }
}

namespace PrestaShop\PrestaShop\Adapter {
    class SymfonyContainer
    {
        /** @return \Symfony\Component\DependencyInjection\ContainerInterface|null */
        public static function getInstance()
        {
            return null;
        }
    }
}

namespace Symfony\Component\DependencyInjection {
    interface ContainerInterface
    {
        public function has(string $id): bool;

        /** @return mixed */
        public function get(string $id);
    }
}
