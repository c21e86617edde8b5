import { defineDatastore } from 'cliq-ds'

export default defineDatastore({
  unique_name: 'products',
  name: 'Products',
  description: 'What we sell, by product id',
  fields: {
    productid: { name: 'Product ID', type: 'number', mandatory: true },
    productcategory: { name: 'Category', type: 'limited-text', mandatory: true },
    instock: { name: 'In stock', type: 'boolean', default_value: 'false' },
    productsecretcode: { name: 'Secret code', type: 'encrypted-text' },
    productdescription: { name: 'Description', type: 'limited-text' },
  },
  unique_keys: [['productid']],
})
